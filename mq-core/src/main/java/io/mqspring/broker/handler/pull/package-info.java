/** Pulling: checks, filters, and pulls that wait for a message. Entry type: {@link io.mqspring.broker.handler.pull.PullHandlers}. */
@NullMarked
package io.mqspring.broker.handler.pull;

import org.jspecify.annotations.NullMarked;
