/** Topics: their settings, their routes, what they hold. Entry type: {@link io.mqspring.broker.handler.topic.TopicHandlers}. */
@NullMarked
package io.mqspring.broker.handler.topic;

import org.jspecify.annotations.NullMarked;
