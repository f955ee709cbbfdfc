package io.mqspring.protocol;

import java.nio.ByteBuffer;

/**
 * Stores several messages of one queue, all or none (code 320).
 *
 * @param properties properties of the batch itself
 * @param body records of the client batch encoding, one after the other: total size, magic 0, CRC 0, flag, body length and
 *     body, properties length (2 bytes) and properties
 */
public record SendBatchMessageRequest(
        String producerGroup,
        String topic,
        String defaultTopic,
        int defaultTopicQueueNums,
        int queueId,
        int sysFlag,
        long bornTimestamp,
        int flag,
        String properties,
        ByteBuffer body)
        implements Request<SendMessageResponse> {

    @Override
    public CommandType type() {
        return CommandType.SEND_BATCH_MESSAGE;
    }
}
