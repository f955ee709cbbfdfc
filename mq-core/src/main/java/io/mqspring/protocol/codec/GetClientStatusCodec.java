package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.GetClientStatusRequest;
import io.mqspring.protocol.QueueOffsetsResponse;

/** Code 221. */
final class GetClientStatusCodec implements CommandCodec<GetClientStatusRequest, QueueOffsetsResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_CLIENT_STATUS;
    }

    @Override
    public void writeRequest(GetClientStatusRequest request, CommandWriter out) {
        out.field("group", request.group());
        out.field("topic", request.topic());
    }

    @Override
    public GetClientStatusRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new GetClientStatusRequest(in.string("topic"), in.string("group"));
    }

    @Override
    public void writeResponse(QueueOffsetsResponse response, CommandWriter out) {
        out.json(json -> {
            json.beginObject();
            QueueMapJson.writeOffsets("messageQueueTable", response.offsets(), json);
            json.endObject();
        });
    }

    @Override
    public QueueOffsetsResponse readResponse(Frame frame) {
        return new QueueOffsetsResponse(
                QueueMapJson.readOffsets(JsonBodyReader.read(frame.body()), "messageQueueTable"));
    }
}
