/** Sending: single messages, batches, messages that failed, the ends of transactions, recalls of delayed messages. Entry type: {@link io.mqspring.broker.handler.send.SendHandlers}. */
@NullMarked
package io.mqspring.broker.handler.send;

import org.jspecify.annotations.NullMarked;
