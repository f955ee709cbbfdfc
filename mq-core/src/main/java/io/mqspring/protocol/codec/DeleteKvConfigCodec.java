package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.DeleteKvConfigRequest;

/** Code 102. */
final class DeleteKvConfigCodec implements EmptyAnswerCodec<DeleteKvConfigRequest> {

    @Override
    public CommandType type() {
        return CommandType.DELETE_KV_CONFIG;
    }

    @Override
    public void writeRequest(DeleteKvConfigRequest request, CommandWriter out) {
        out.field("key", request.key());
        out.field("namespace", request.namespace());
    }

    @Override
    public DeleteKvConfigRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new DeleteKvConfigRequest(in.string("namespace"), in.string("key"));
    }
}
