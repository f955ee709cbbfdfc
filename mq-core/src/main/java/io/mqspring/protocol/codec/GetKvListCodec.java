package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.GetKvListRequest;

/** Code 219. */
final class GetKvListCodec implements KvTableAnswerCodec<GetKvListRequest> {

    @Override
    public CommandType type() {
        return CommandType.GET_KV_LIST;
    }

    @Override
    public void writeRequest(GetKvListRequest request, CommandWriter out) {
        out.field("namespace", request.namespace());
    }

    @Override
    public GetKvListRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new GetKvListRequest(in.string("namespace"));
    }
}
