package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.GetBrokerConfigRequest;
import io.mqspring.protocol.SettingsResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Code 26. */
final class GetBrokerConfigCodec implements CommandCodec<GetBrokerConfigRequest, SettingsResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_BROKER_CONFIG;
    }

    @Override
    public void writeRequest(GetBrokerConfigRequest request, CommandWriter out) {}

    @Override
    public GetBrokerConfigRequest readRequest(Frame frame) {
        return new GetBrokerConfigRequest();
    }

    @Override
    public void writeResponse(SettingsResponse response, CommandWriter out) {
        out.field("version", response.version());
        out.body(ByteBuffer.wrap(response.text().getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public SettingsResponse readResponse(Frame frame) {
        return new SettingsResponse(
                frame.fields().string("version", ""),
                StandardCharsets.UTF_8.decode(frame.body().duplicate()).toString());
    }
}
