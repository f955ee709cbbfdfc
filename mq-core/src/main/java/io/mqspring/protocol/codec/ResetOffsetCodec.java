package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.QueueOffsetsResponse;
import io.mqspring.protocol.ResetOffsetRequest;

/** Code 222. */
final class ResetOffsetCodec implements CommandCodec<ResetOffsetRequest, QueueOffsetsResponse> {

    @Override
    public CommandType type() {
        return CommandType.RESET_OFFSET;
    }

    @Override
    public void writeRequest(ResetOffsetRequest request, CommandWriter out) {
        out.field("group", request.group());
        out.field("isForce", request.force());
        out.field("offset", request.offset());
        out.field("queueId", request.queueId());
        out.field("timestamp", request.timestamp());
        out.field("topic", request.topic());
    }

    @Override
    public ResetOffsetRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new ResetOffsetRequest(
                in.string("topic"),
                in.string("group"),
                in.longValue("timestamp"),
                in.flag("isForce", false),
                in.intValue("queueId", -1),
                in.longValue("offset", -1));
    }

    @Override
    public void writeResponse(QueueOffsetsResponse response, CommandWriter out) {
        out.json(json -> {
            json.beginObject();
            QueueMapJson.writeOffsets("offsetTable", response.offsets(), json);
            json.endObject();
        });
    }

    @Override
    public QueueOffsetsResponse readResponse(Frame frame) {
        return new QueueOffsetsResponse(QueueMapJson.readOffsets(JsonBodyReader.read(frame.body()), "offsetTable"));
    }
}
