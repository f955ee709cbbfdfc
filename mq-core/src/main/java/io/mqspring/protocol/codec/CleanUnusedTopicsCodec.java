package io.mqspring.protocol.codec;

import io.mqspring.protocol.CleanUnusedTopicsRequest;
import io.mqspring.protocol.CommandType;

/** Code 316. */
final class CleanUnusedTopicsCodec implements EmptyAnswerCodec<CleanUnusedTopicsRequest> {

    @Override
    public CommandType type() {
        return CommandType.CLEAN_UNUSED_TOPICS;
    }

    @Override
    public void writeRequest(CleanUnusedTopicsRequest request, CommandWriter out) {}

    @Override
    public CleanUnusedTopicsRequest readRequest(Frame frame) {
        return new CleanUnusedTopicsRequest();
    }
}
