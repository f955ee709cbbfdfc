package io.mqspring.protocol;

/** Asks for the offsets of a topic's queues (code 202). */
public record GetTopicStatsRequest(String topic) implements Request<TopicStatsResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_TOPIC_STATS;
    }
}
