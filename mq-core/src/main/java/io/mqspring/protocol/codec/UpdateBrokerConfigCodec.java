package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.UpdateBrokerConfigRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Code 25. */
final class UpdateBrokerConfigCodec implements EmptyAnswerCodec<UpdateBrokerConfigRequest> {

    @Override
    public CommandType type() {
        return CommandType.UPDATE_BROKER_CONFIG;
    }

    @Override
    public void writeRequest(UpdateBrokerConfigRequest request, CommandWriter out) {
        out.body(ByteBuffer.wrap(request.text().getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public UpdateBrokerConfigRequest readRequest(Frame frame) {
        return new UpdateBrokerConfigRequest(
                StandardCharsets.UTF_8.decode(frame.body().duplicate()).toString());
    }
}
