package io.mqspring.protocol;

/** Creates or changes a topic on a broker (code 17). */
public record CreateTopicRequest(String topic, int readQueues, int writeQueues, int perm, boolean order)
        implements Request<EmptyResponse> {

    @Override
    public CommandType type() {
        return CommandType.CREATE_TOPIC;
    }
}
