package io.mqspring.broker.handler.send;

import io.mqspring.broker.group.GroupConfigs;
import io.mqspring.broker.handler.Refusal;
import io.mqspring.broker.topic.Topic;
import io.mqspring.broker.topic.TopicTable;
import io.mqspring.message.TopicNames;
import io.mqspring.protocol.ResponseCode;
import java.util.concurrent.atomic.AtomicInteger;

/** Finds or creates the topic of a send and chooses its queue. Thread safe. */
final class SendTargets {

    private final TopicTable topics;
    private final GroupConfigs groups;
    /** Turns for senders that leave the queue to the broker. */
    private final AtomicInteger turn;

    SendTargets(TopicTable topics, GroupConfigs groups, int firstTurn) {
        this.topics = topics;
        this.groups = groups;
        this.turn = new AtomicInteger(firstTurn);
    }

    /**
     * @param queueId wanted queue, or negative
     * @throws io.mqspring.protocol.CommandFailedException if the topic or the queue cannot be had
     */
    SendTarget find(String name, String template, int templateQueues, int queueId) {
        Topic topic = topics.find(name);
        if (topic == null) {
            Refusal.checkTopicName(name);
            topic = create(name, template, templateQueues);
        } else if (Topic.isInternal(name)) {
            throw Refusal.of(
                    ResponseCode.NO_PERMISSION,
                    "topic '" + name
                            + "' is the broker's own: send to your topic, with a delay if it is meant to wait");
        }
        if (queueId >= topic.queues()) {
            throw Refusal.noSuchQueue(name, queueId, topic.queues());
        }
        return new SendTarget(topic, queueId >= 0 ? queueId : nextQueue(topic));
    }

    /** Queue 0 of a group's dead-letter topic, which its first message creates. */
    SendTarget deadLetters(String group) {
        groups.findOrCreate(group);
        return new SendTarget(topics.createIfAbsent(TopicNames.deadLetterTopic(group), 1), 0);
    }

    /** Some queue of a group's retry topic. */
    SendTarget retries(String group) {
        Topic topic = topics.createIfAbsent(
                TopicNames.retryTopic(group), groups.findOrCreate(group).retryQueues());
        return new SendTarget(topic, nextQueue(topic));
    }

    private Topic create(String name, String template, int templateQueues) {
        if (TopicNames.isRetryTopic(name)) {
            String group = name.substring(TopicNames.RETRY_PREFIX.length());
            return topics.createIfAbsent(name, groups.findOrCreate(group).retryQueues());
        }
        if (!topics.autoCreates()) {
            throw Refusal.of(
                    ResponseCode.TOPIC_NOT_EXIST,
                    "topic '" + name
                            + "' does not exist, and topics are not created by their first message here: create"
                            + " it, or set mq.embedded.auto-create-topics=true");
        }
        if (topics.isFull()) {
            throw Refusal.of(
                    ResponseCode.NO_PERMISSION,
                    "topic '" + name
                            + "' is not created by its first message, because there are too many topics: create"
                            + " it, remove some, or set mq.embedded.max-topics higher");
        }
        return topics.createFromTemplate(name, template, templateQueues)
                .orElseThrow(() -> Refusal.of(
                        ResponseCode.TOPIC_NOT_EXIST,
                        "topic '" + name + "' does not exist, and there is no template '" + template
                                + "' to create it from: use " + TopicNames.AUTO_CREATE_TOPIC));
    }

    private int nextQueue(Topic topic) {
        return Math.floorMod(turn.getAndIncrement(), topic.writeQueues());
    }
}
