package io.mqspring.producer;

import io.mqspring.message.TopicNames;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.SendBatchMessageRequest;
import io.mqspring.protocol.SendMessageRequest;
import io.mqspring.protocol.SendMessageResponse;
import java.nio.ByteBuffer;

/**
 * A message, or a batch, as it goes on the wire: everything but the queue.
 *
 * @param messageId unique id; of a batch all ids, joined by commas
 * @param body read by absolute position, so that a retry can send it again
 */
record Outgoing(
        String topic,
        String messageId,
        boolean batch,
        int sysFlag,
        int flag,
        long bornTimestamp,
        String properties,
        ByteBuffer body) {

    private static final int NEW_TOPIC_QUEUES = 4;

    Request<SendMessageResponse> request(String producerGroup, int queueId) {
        if (batch) {
            return new SendBatchMessageRequest(
                    producerGroup,
                    topic,
                    TopicNames.AUTO_CREATE_TOPIC,
                    NEW_TOPIC_QUEUES,
                    queueId,
                    sysFlag,
                    bornTimestamp,
                    flag,
                    properties,
                    body);
        }
        return new SendMessageRequest(
                producerGroup,
                topic,
                TopicNames.AUTO_CREATE_TOPIC,
                NEW_TOPIC_QUEUES,
                queueId,
                sysFlag,
                bornTimestamp,
                flag,
                properties,
                0,
                -1,
                body);
    }
}
