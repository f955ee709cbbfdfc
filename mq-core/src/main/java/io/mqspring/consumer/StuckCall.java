package io.mqspring.consumer;

import io.mqspring.message.MessageQueue;
import java.time.Duration;

/**
 * A listener call that has not ended within its subscription's patience.
 *
 * @param listener who was called
 * @param topic of the message; of the first one when the call has several
 * @param queue where it came from: one of the retry topic, perhaps
 * @param offset its offset there
 * @param messageId its id
 * @param messages how many the call has
 * @param attempt 1 for the first delivery
 * @param running how long the call had lasted when it was last looked at, which is every few seconds
 * @param givenUp whether its messages count as failed and are delivered again, while the listener's thread goes on
 */
public record StuckCall(
        String listener,
        String topic,
        MessageQueue queue,
        long offset,
        String messageId,
        int messages,
        int attempt,
        Duration running,
        boolean givenUp) {}
