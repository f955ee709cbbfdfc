package io.mqspring.protocol;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Broker to client, one-way: asks a producer what became of a half message (code 39). It answers with an {@link
 * EndTransactionRequest} of its own.
 *
 * @param halfOffset its offset in the half queue
 * @param physicalOffset its log position
 * @param messageId its unique id
 * @param transactionId the same
 * @param offsetMessageId the broker's id of the half record
 * @param topic to be repeated in the answer
 * @param brokerName the asking broker
 * @param message remaining bytes are one encoded record that names the real topic and queue; read by absolute position
 */
public record CheckTransactionRequest(
        long halfOffset,
        long physicalOffset,
        @Nullable String messageId,
        @Nullable String transactionId,
        @Nullable String offsetMessageId,
        @Nullable String topic,
        @Nullable String brokerName,
        ByteBuffer message)
        implements Request<EmptyResponse> {

    @Override
    public CommandType type() {
        return CommandType.CHECK_TRANSACTION;
    }
}
