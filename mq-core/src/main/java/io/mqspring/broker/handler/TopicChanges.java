package io.mqspring.broker.handler;

import io.mqspring.broker.topic.Topic;
import io.mqspring.protocol.ResponseCode;

/** What may be done to topics. Stateless. */
public final class TopicChanges {

    private TopicChanges() {}

    /**
     * Settings that somebody wants a topic to have.
     *
     * @throws io.mqspring.protocol.CommandFailedException if the topic is the broker's own, or cannot be like that
     */
    public static Topic checked(String name, int readQueues, int writeQueues, int perm, int sysFlag, boolean order) {
        checkChangeable(name);
        try {
            return new Topic(name, readQueues, writeQueues, perm, sysFlag, order);
        } catch (IllegalArgumentException e) {
            throw Refusal.of(ResponseCode.INVALID_PARAMETER, String.valueOf(e.getMessage()));
        }
    }

    /**
     * @throws io.mqspring.protocol.CommandFailedException if the name is none for a topic, or the topic is the broker's own
     */
    public static void checkChangeable(String name) {
        Refusal.checkTopicName(name);
        if (Topic.isInternal(name)) {
            throw Refusal.of(
                    ResponseCode.INVALID_PARAMETER, "topic '" + name + "' is the broker's own and cannot be changed");
        }
    }
}
