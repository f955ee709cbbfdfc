package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.GetSystemTopicsRequest;
import io.mqspring.protocol.SystemTopicsResponse;

/** Code 304. */
final class GetSystemTopicsCodec implements CommandCodec<GetSystemTopicsRequest, SystemTopicsResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_SYSTEM_TOPICS;
    }

    @Override
    public void writeRequest(GetSystemTopicsRequest request, CommandWriter out) {}

    @Override
    public GetSystemTopicsRequest readRequest(Frame frame) {
        return new GetSystemTopicsRequest();
    }

    @Override
    public void writeResponse(SystemTopicsResponse response, CommandWriter out) {
        out.json(json -> {
            json.beginObject();
            if (response.brokerAddress() != null) {
                json.field("brokerAddr", response.brokerAddress());
            }
            json.strings("topicList", response.topics()).endObject();
        });
    }

    @Override
    public SystemTopicsResponse readResponse(Frame frame) {
        JsonObject in = JsonBodyReader.read(frame.body());
        return new SystemTopicsResponse(in.strings("topicList"), in.optional("brokerAddr"));
    }
}
