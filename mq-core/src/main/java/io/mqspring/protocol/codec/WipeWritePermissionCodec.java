package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.PermissionChangeResponse;
import io.mqspring.protocol.WipeWritePermissionRequest;

/** Code 205. */
final class WipeWritePermissionCodec implements CommandCodec<WipeWritePermissionRequest, PermissionChangeResponse> {

    @Override
    public CommandType type() {
        return CommandType.WIPE_WRITE_PERMISSION;
    }

    @Override
    public void writeRequest(WipeWritePermissionRequest request, CommandWriter out) {
        out.field("brokerName", request.brokerName());
    }

    @Override
    public WipeWritePermissionRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new WipeWritePermissionRequest(in.string("brokerName"));
    }

    @Override
    public void writeResponse(PermissionChangeResponse response, CommandWriter out) {
        out.field("wipeTopicCount", response.topics());
    }

    @Override
    public PermissionChangeResponse readResponse(Frame frame) {
        return new PermissionChangeResponse(frame.fields().intValue("wipeTopicCount", 0));
    }
}
