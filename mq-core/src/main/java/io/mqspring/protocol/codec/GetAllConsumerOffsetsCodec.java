package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.ConsumerOffsetsResponse;
import io.mqspring.protocol.GetAllConsumerOffsetsRequest;
import java.util.LinkedHashMap;
import java.util.Map;

/** Code 43. */
final class GetAllConsumerOffsetsCodec implements CommandCodec<GetAllConsumerOffsetsRequest, ConsumerOffsetsResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_ALL_CONSUMER_OFFSETS;
    }

    @Override
    public void writeRequest(GetAllConsumerOffsetsRequest request, CommandWriter out) {}

    @Override
    public GetAllConsumerOffsetsRequest readRequest(Frame frame) {
        return new GetAllConsumerOffsetsRequest();
    }

    @Override
    public void writeResponse(ConsumerOffsetsResponse response, CommandWriter out) {
        out.json(json -> {
            json.beginObject();
            VersionJson.write(json);
            json.name("offsetTable").beginObject();
            response.offsets().forEach((key, offsets) -> IntMapJson.write(key, offsets, json));
            json.endObject().endObject();
        });
    }

    @Override
    public ConsumerOffsetsResponse readResponse(Frame frame) {
        JsonObject table = JsonBodyReader.read(frame.body()).object("offsetTable");
        Map<String, Map<Integer, Long>> offsets = new LinkedHashMap<>();
        table.names().forEach(key -> offsets.put(key, IntMapJson.read(table, key)));
        return new ConsumerOffsetsResponse(Map.copyOf(offsets));
    }
}
