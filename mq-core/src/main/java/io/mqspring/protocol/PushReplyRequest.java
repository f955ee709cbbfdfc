package io.mqspring.protocol;

import java.nio.ByteBuffer;

/**
 * Brings the answer to a message to the client that waits for it (code 326, broker to client).
 *
 * @param producerGroup the replier's group
 * @param topic the reply topic
 * @param sysFlag {@link io.mqspring.message.SysFlags}: how the body is compressed
 * @param bornTimestamp replier's clock, milliseconds
 * @param flag the application's flag
 * @param properties encoded; {@code CORRELATION_ID} says which message it answers
 * @param bornHost the replier, {@code host:port}
 * @param storeHost the broker, {@code host:port}
 * @param storeTimestamp broker's clock, milliseconds
 * @param body remaining bytes; read by absolute position
 */
public record PushReplyRequest(
        String producerGroup,
        String topic,
        int queueId,
        int sysFlag,
        long bornTimestamp,
        int flag,
        String properties,
        String bornHost,
        String storeHost,
        long storeTimestamp,
        ByteBuffer body)
        implements Request<EmptyResponse> {

    @Override
    public CommandType type() {
        return CommandType.PUSH_REPLY_MESSAGE;
    }
}
