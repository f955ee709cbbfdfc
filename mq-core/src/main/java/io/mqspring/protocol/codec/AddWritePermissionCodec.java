package io.mqspring.protocol.codec;

import io.mqspring.protocol.AddWritePermissionRequest;
import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.PermissionChangeResponse;

/** Code 327. */
final class AddWritePermissionCodec implements CommandCodec<AddWritePermissionRequest, PermissionChangeResponse> {

    @Override
    public CommandType type() {
        return CommandType.ADD_WRITE_PERMISSION;
    }

    @Override
    public void writeRequest(AddWritePermissionRequest request, CommandWriter out) {
        out.field("brokerName", request.brokerName());
    }

    @Override
    public AddWritePermissionRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new AddWritePermissionRequest(in.string("brokerName"));
    }

    @Override
    public void writeResponse(PermissionChangeResponse response, CommandWriter out) {
        out.field("addTopicCount", response.topics());
    }

    @Override
    public PermissionChangeResponse readResponse(Frame frame) {
        return new PermissionChangeResponse(frame.fields().intValue("addTopicCount", 0));
    }
}
