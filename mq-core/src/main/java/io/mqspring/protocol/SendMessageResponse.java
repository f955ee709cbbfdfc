package io.mqspring.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A send was stored.
 *
 * @param status {@code SUCCESS}, or one of the codes that mean stored but not flushed or not replicated in time
 * @param messageId offset message id; of a batch the ids joined by commas
 * @param queueId queue it went to
 * @param queueOffset its offset there; of a batch the first
 * @param transactionId the unique id, as transactional producers expect it; of a batch that of the whole, if it has one
 * @param recallHandle of a timed message: what takes it back
 */
public record SendMessageResponse(
        ResponseCode status,
        String messageId,
        int queueId,
        long queueOffset,
        @Nullable String transactionId,
        @Nullable String recallHandle)
        implements Response {}
