package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.ResetClientOffsetRequest;

/** Code 220. */
final class ResetClientOffsetCodec implements EmptyAnswerCodec<ResetClientOffsetRequest> {

    @Override
    public CommandType type() {
        return CommandType.RESET_CLIENT_OFFSET;
    }

    @Override
    public void writeRequest(ResetClientOffsetRequest request, CommandWriter out) {
        out.field("group", request.group());
        out.field("topic", request.topic());
        out.field("isForce", true);
        out.field("queueId", -1);
        out.field("timestamp", -1);
        out.json(json -> {
            json.beginObject();
            QueueMapJson.writeOffsets("offsetTable", request.offsets(), json);
            json.endObject();
        });
    }

    @Override
    public ResetClientOffsetRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new ResetClientOffsetRequest(
                in.string("topic"), in.string("group"), ResetOffsetsJson.read(JsonBodyReader.read(frame.body())));
    }
}
