package io.mqspring.protocol.codec;

import io.mqspring.protocol.Request;
import io.mqspring.protocol.SettingsResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Requests that are answered by the text of a properties file. */
interface SettingsAnswerCodec<Q extends Request<SettingsResponse>> extends CommandCodec<Q, SettingsResponse> {

    @Override
    default void writeResponse(SettingsResponse response, CommandWriter out) {
        out.field("version", response.version());
        out.body(ByteBuffer.wrap(response.text().getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    default SettingsResponse readResponse(Frame frame) {
        return new SettingsResponse(
                frame.fields().string("version", ""),
                StandardCharsets.UTF_8.decode(frame.body().duplicate()).toString());
    }
}
