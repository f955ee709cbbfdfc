package io.mqspring.protocol;

/** Asks for all committed offsets (code 43). */
public record GetAllConsumerOffsetsRequest() implements Request<ConsumerOffsetsResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_ALL_CONSUMER_OFFSETS;
    }
}
