package io.mqspring.protocol;

/** Asks for the topics of a unit (code 311). */
public record GetUnitTopicsRequest() implements Request<TopicListResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_UNIT_TOPICS;
    }
}
