package io.mqspring.protocol.codec;

import io.mqspring.protocol.CleanExpiredQueuesRequest;
import io.mqspring.protocol.CommandType;

/** Code 306. */
final class CleanExpiredQueuesCodec implements EmptyAnswerCodec<CleanExpiredQueuesRequest> {

    @Override
    public CommandType type() {
        return CommandType.CLEAN_EXPIRED_QUEUES;
    }

    @Override
    public void writeRequest(CleanExpiredQueuesRequest request, CommandWriter out) {}

    @Override
    public CleanExpiredQueuesRequest readRequest(Frame frame) {
        return new CleanExpiredQueuesRequest();
    }
}
