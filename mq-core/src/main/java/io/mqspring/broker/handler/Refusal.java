package io.mqspring.broker.handler;

import io.mqspring.message.TopicNames;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.ResponseCode;

/** Makes the refusals that several handlers share, and the checks that lead to them. Stateless. */
public final class Refusal {

    private Refusal() {}

    /** With a remark for people: what is wrong and what to do. */
    public static CommandFailedException of(ResponseCode code, String remark) {
        return new CommandFailedException(code, remark);
    }

    /** There is no such topic. */
    public static CommandFailedException unknownTopic(String topic) {
        return of(ResponseCode.TOPIC_NOT_EXIST, "topic '" + topic + "' does not exist on this broker");
    }

    /** The topic has fewer queues. */
    public static CommandFailedException noSuchQueue(String topic, int queueId, int queues) {
        return of(
                ResponseCode.INVALID_PARAMETER,
                "topic '" + topic + "' has queues 0 to " + (queues - 1) + ", there is no queue " + queueId);
    }

    /**
     * @throws CommandFailedException if the name is not one for a topic
     */
    public static void checkTopicName(String topic) {
        try {
            TopicNames.checkTopic(topic);
        } catch (IllegalArgumentException e) {
            throw because(e);
        }
    }

    /**
     * @throws CommandFailedException if the name is not one for a group
     */
    public static void checkGroupName(String group) {
        try {
            TopicNames.checkGroup(group);
        } catch (IllegalArgumentException e) {
            throw because(e);
        }
    }

    private static CommandFailedException because(IllegalArgumentException e) {
        return of(ResponseCode.INVALID_PARAMETER, String.valueOf(e.getMessage()));
    }
}
