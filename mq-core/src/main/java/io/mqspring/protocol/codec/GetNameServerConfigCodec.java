package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.GetNameServerConfigRequest;
import io.mqspring.protocol.SettingsResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Code 319. */
final class GetNameServerConfigCodec implements CommandCodec<GetNameServerConfigRequest, SettingsResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_NAME_SERVER_CONFIG;
    }

    @Override
    public void writeRequest(GetNameServerConfigRequest request, CommandWriter out) {}

    @Override
    public GetNameServerConfigRequest readRequest(Frame frame) {
        return new GetNameServerConfigRequest();
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
