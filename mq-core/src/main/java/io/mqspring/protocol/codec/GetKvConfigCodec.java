package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.GetKvConfigRequest;
import io.mqspring.protocol.KvConfigResponse;

/** Code 101. */
final class GetKvConfigCodec implements CommandCodec<GetKvConfigRequest, KvConfigResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_KV_CONFIG;
    }

    @Override
    public void writeRequest(GetKvConfigRequest request, CommandWriter out) {
        out.field("key", request.key());
        out.field("namespace", request.namespace());
    }

    @Override
    public GetKvConfigRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new GetKvConfigRequest(in.string("namespace"), in.string("key"));
    }

    @Override
    public void writeResponse(KvConfigResponse response, CommandWriter out) {
        out.field("value", response.value());
    }

    @Override
    public KvConfigResponse readResponse(Frame frame) {
        return new KvConfigResponse(frame.fields().string("value"));
    }
}
