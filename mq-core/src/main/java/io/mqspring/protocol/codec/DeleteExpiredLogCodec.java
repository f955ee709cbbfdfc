package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.DeleteExpiredLogRequest;

/** Code 329. */
final class DeleteExpiredLogCodec implements EmptyAnswerCodec<DeleteExpiredLogRequest> {

    @Override
    public CommandType type() {
        return CommandType.DELETE_EXPIRED_LOG;
    }

    @Override
    public void writeRequest(DeleteExpiredLogRequest request, CommandWriter out) {}

    @Override
    public DeleteExpiredLogRequest readRequest(Frame frame) {
        return new DeleteExpiredLogRequest();
    }
}
