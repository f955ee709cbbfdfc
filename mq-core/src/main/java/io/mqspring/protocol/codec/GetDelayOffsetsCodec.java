package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.DelayOffsetsResponse;
import io.mqspring.protocol.GetDelayOffsetsRequest;

/** Code 45. */
final class GetDelayOffsetsCodec implements CommandCodec<GetDelayOffsetsRequest, DelayOffsetsResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_DELAY_OFFSETS;
    }

    @Override
    public void writeRequest(GetDelayOffsetsRequest request, CommandWriter out) {}

    @Override
    public GetDelayOffsetsRequest readRequest(Frame frame) {
        return new GetDelayOffsetsRequest();
    }

    @Override
    public void writeResponse(DelayOffsetsResponse response, CommandWriter out) {
        out.json(json -> {
            json.beginObject();
            VersionJson.write(json);
            IntMapJson.write("offsetTable", response.offsets(), json);
            json.endObject();
        });
    }

    @Override
    public DelayOffsetsResponse readResponse(Frame frame) {
        return new DelayOffsetsResponse(IntMapJson.read(JsonBodyReader.read(frame.body()), "offsetTable"));
    }
}
