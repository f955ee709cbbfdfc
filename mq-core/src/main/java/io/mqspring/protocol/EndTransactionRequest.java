package io.mqspring.protocol;

import io.mqspring.message.TransactionVerdict;
import org.jspecify.annotations.Nullable;

/**
 * Says what becomes of a half message (code 37); usually one-way.
 *
 * @param producerGroup the group that sent it
 * @param halfOffset its offset in the half queue, as the send was answered or the check asked
 * @param physicalOffset its log position
 * @param fromCheck whether the broker asked
 * @param messageId its unique id
 * @param transactionId the same for most clients
 * @param topic the message's topic, or what the check named
 */
public record EndTransactionRequest(
        String producerGroup,
        long halfOffset,
        long physicalOffset,
        TransactionVerdict verdict,
        boolean fromCheck,
        String messageId,
        @Nullable String transactionId,
        @Nullable String topic)
        implements Request<EmptyResponse> {

    @Override
    public CommandType type() {
        return CommandType.END_TRANSACTION;
    }
}
