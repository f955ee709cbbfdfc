package io.mqspring.consumer.pull;

import io.mqspring.message.MessageQueue;
import io.mqspring.protocol.Claimant;
import io.mqspring.protocol.PullMessageRequest;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The next pull of one queue.
 *
 * @param offset first wanted offset
 * @param maxMessages granted by flow control
 * @param maxBytes granted by flow control
 * @param consumed the consumed offset, which the master takes note of on the way; empty for a replica
 */
record PullRequest(MessageQueue queue, long offset, int maxMessages, int maxBytes, OptionalLong consumed) {

    /**
     * As it travels.
     *
     * @param claimant who has the queue, for a broker that understands it
     */
    PullMessageRequest toWire(String group, Subscription subscription, @Nullable Claimant claimant) {
        boolean held = subscription.settings().pulling().longPolling();
        int flags = (held ? PullMessageRequest.FLAG_SUSPEND : 0)
                | (subscription.carried() ? PullMessageRequest.FLAG_SUBSCRIPTION : 0)
                | (consumed.isPresent() ? PullMessageRequest.FLAG_COMMIT_OFFSET : 0);
        return new PullMessageRequest(
                group,
                queue.topic(),
                queue.queueId(),
                offset,
                maxMessages,
                flags,
                consumed.orElse(0),
                held ? subscription.settings().pulling().hold().toMillis() : 0,
                subscription.carried() ? subscription.filter().toString() : null,
                subscription.version(),
                subscription.filter().type(),
                maxBytes,
                false,
                claimant);
    }
}
