package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.GetGroupRequest;
import io.mqspring.protocol.SubscriptionGroupResponse;

/** Code 352. */
final class GetGroupCodec implements CommandCodec<GetGroupRequest, SubscriptionGroupResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_GROUP;
    }

    @Override
    public void writeRequest(GetGroupRequest request, CommandWriter out) {
        out.field("group", request.group());
    }

    @Override
    public GetGroupRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new GetGroupRequest(in.string("group"));
    }

    @Override
    public void writeResponse(SubscriptionGroupResponse response, CommandWriter out) {
        out.json(json -> SubscriptionGroupJson.write(response.group(), json));
    }

    @Override
    public SubscriptionGroupResponse readResponse(Frame frame) {
        return new SubscriptionGroupResponse(SubscriptionGroupJson.read(JsonBodyReader.read(frame.body())));
    }
}
