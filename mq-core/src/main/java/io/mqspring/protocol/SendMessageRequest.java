package io.mqspring.protocol;

import java.nio.ByteBuffer;

/**
 * Stores one message (code 310, or 10 with long field names).
 *
 * @param defaultTopic template from which the broker may create the topic
 * @param defaultTopicQueueNums queues of a topic so created
 * @param queueId queue, or negative: the broker chooses
 * @param sysFlag {@link io.mqspring.message.SysFlags}
 * @param bornTimestamp producer's clock, milliseconds
 * @param flag the application's flag
 * @param properties encoded by {@link io.mqspring.message.MessageProperties}
 * @param reconsumeTimes failed deliveries so far, for sends to a retry topic
 * @param maxReconsumeTimes attempts allowed, for sends to a retry topic; negative if not said
 * @param body remaining bytes are the body as it is to be stored; read by absolute position
 */
public record SendMessageRequest(
        String producerGroup,
        String topic,
        String defaultTopic,
        int defaultTopicQueueNums,
        int queueId,
        int sysFlag,
        long bornTimestamp,
        int flag,
        String properties,
        int reconsumeTimes,
        int maxReconsumeTimes,
        ByteBuffer body)
        implements Request<SendMessageResponse> {

    @Override
    public CommandType type() {
        return CommandType.SEND_MESSAGE;
    }
}
