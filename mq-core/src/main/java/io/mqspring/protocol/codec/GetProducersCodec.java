package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.GetProducersRequest;
import io.mqspring.protocol.ProducersResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Code 328. */
final class GetProducersCodec implements CommandCodec<GetProducersRequest, ProducersResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_PRODUCERS;
    }

    @Override
    public void writeRequest(GetProducersRequest request, CommandWriter out) {}

    @Override
    public GetProducersRequest readRequest(Frame frame) {
        return new GetProducersRequest();
    }

    @Override
    public void writeResponse(ProducersResponse response, CommandWriter out) {
        out.json(json -> {
            json.beginObject().name("data").beginObject();
            response.groups().forEach((group, producers) -> {
                json.name(group).beginArray();
                producers.forEach(producer -> write(producer, json));
                json.endArray();
            });
            json.endObject().endObject();
        });
    }

    @Override
    public ProducersResponse readResponse(Frame frame) {
        JsonObject data = JsonBodyReader.read(frame.body()).object("data");
        Map<String, List<ProducersResponse.Producer>> groups = new LinkedHashMap<>();
        data.names()
                .forEach(group -> groups.put(
                        group,
                        data.objects(group).stream()
                                .map(GetProducersCodec::readProducer)
                                .toList()));
        return new ProducersResponse(Map.copyOf(groups));
    }

    private static void write(ProducersResponse.Producer producer, JsonWriter json) {
        json.beginObject()
                .field("clientId", producer.clientId())
                .field("language", producer.language())
                .field("lastUpdateTimestamp", producer.lastSeen())
                .field("remoteIP", producer.address())
                .field("version", producer.version())
                .endObject();
    }

    private static ProducersResponse.Producer readProducer(JsonObject in) {
        return new ProducersResponse.Producer(
                in.string("clientId"),
                in.string("remoteIP", ""),
                in.string("language", "OTHER"),
                in.intValue("version", 0),
                in.longValue("lastUpdateTimestamp", 0));
    }
}
