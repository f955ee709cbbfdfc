package io.mqspring.protocol;

/** Asks for the settings of all topics (code 21). */
public record GetAllTopicConfigsRequest() implements Request<AllTopicConfigsResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_ALL_TOPIC_CONFIGS;
    }
}
