package io.mqspring.broker.handler.pop;

import io.mqspring.broker.handler.Refusal;
import io.mqspring.broker.pop.PopHandle;
import io.mqspring.broker.topic.Topic;
import io.mqspring.broker.topic.TopicTable;
import io.mqspring.protocol.EmptyResponse;
import io.mqspring.protocol.ResponseCode;

/** What acknowledgements and changes of time have in common. Stateless. */
final class PopChecks {

    private PopChecks() {}

    static PopHandle handle(String text) {
        try {
            return PopHandle.parse(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.of(ResponseCode.MESSAGE_ILLEGAL, String.valueOf(e.getMessage()));
        }
    }

    static void queue(TopicTable topics, String name, int queueId) {
        Topic topic = topics.find(name);
        if (topic == null) {
            throw Refusal.unknownTopic(name);
        }
        if (queueId < 0 || queueId >= topic.queues()) {
            throw Refusal.of(
                    ResponseCode.MESSAGE_ILLEGAL,
                    "topic '" + name + "' has queues 0 to " + (topic.queues() - 1) + ", there is no queue " + queueId);
        }
    }

    static EmptyResponse done(boolean known, String topic, int queueId) {
        if (!known) {
            throw Refusal.of(
                    ResponseCode.NO_MESSAGE, "queue " + queueId + " of topic '" + topic + "' has no such message");
        }
        return new EmptyResponse();
    }
}
