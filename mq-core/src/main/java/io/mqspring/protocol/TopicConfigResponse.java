package io.mqspring.protocol;

/** A topic's settings on one broker. */
public record TopicConfigResponse(
        String topic, int readQueues, int writeQueues, int perm, int topicSysFlag, boolean order) implements Response {}
