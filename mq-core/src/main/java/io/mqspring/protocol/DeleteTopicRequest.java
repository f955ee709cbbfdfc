package io.mqspring.protocol;

/** Has a broker delete a topic with its messages (code 215). */
public record DeleteTopicRequest(String topic) implements Request<EmptyResponse> {

    @Override
    public CommandType type() {
        return CommandType.DELETE_TOPIC;
    }
}
