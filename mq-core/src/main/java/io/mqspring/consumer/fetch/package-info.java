/**
 * The pull consumer: fetch a topic's queues, pull from offsets, commit by hand. It has no thread and no loop of its own:
 * every call waits in its caller's thread. Entry type: {@link io.mqspring.consumer.fetch.DefaultPullConsumer}.
 */
@NullMarked
package io.mqspring.consumer.fetch;

import org.jspecify.annotations.NullMarked;
