package io.mqspring.protocol;

import java.util.List;

/** Creates or changes topics on a broker (code 18). */
public record CreateTopicsRequest(List<TopicConfigResponse> topics) implements Request<EmptyResponse> {

    @Override
    public CommandType type() {
        return CommandType.CREATE_TOPICS;
    }
}
