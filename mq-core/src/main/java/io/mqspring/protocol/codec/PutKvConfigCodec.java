package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.PutKvConfigRequest;

/** Code 100. */
final class PutKvConfigCodec implements EmptyAnswerCodec<PutKvConfigRequest> {

    @Override
    public CommandType type() {
        return CommandType.PUT_KV_CONFIG;
    }

    @Override
    public void writeRequest(PutKvConfigRequest request, CommandWriter out) {
        out.field("key", request.key());
        out.field("namespace", request.namespace());
        out.field("value", request.value());
    }

    @Override
    public PutKvConfigRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new PutKvConfigRequest(in.string("namespace"), in.string("key"), in.string("value"));
    }
}
