package io.mqspring.protocol;

/** Asks a broker for a topic's settings (code 351). */
public record GetTopicConfigRequest(String topic) implements Request<TopicConfigResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_TOPIC_CONFIG;
    }
}
