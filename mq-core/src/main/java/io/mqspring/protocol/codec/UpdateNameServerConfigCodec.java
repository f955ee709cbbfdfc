package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.UpdateNameServerConfigRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Code 318. */
final class UpdateNameServerConfigCodec implements EmptyAnswerCodec<UpdateNameServerConfigRequest> {

    @Override
    public CommandType type() {
        return CommandType.UPDATE_NAME_SERVER_CONFIG;
    }

    @Override
    public void writeRequest(UpdateNameServerConfigRequest request, CommandWriter out) {
        out.body(ByteBuffer.wrap(request.text().getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public UpdateNameServerConfigRequest readRequest(Frame frame) {
        return new UpdateNameServerConfigRequest(
                StandardCharsets.UTF_8.decode(frame.body().duplicate()).toString());
    }
}
