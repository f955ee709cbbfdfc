package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.GetRequestModesRequest;
import io.mqspring.protocol.MessageRequestMode;
import io.mqspring.protocol.RequestModesResponse;
import io.mqspring.protocol.RequestModesResponse.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Code 402: the answer is a JSON body, by topic and then by group. */
final class GetRequestModesCodec implements CommandCodec<GetRequestModesRequest, RequestModesResponse> {

    private static final String TABLE = "messageRequestModeMap";

    @Override
    public CommandType type() {
        return CommandType.GET_REQUEST_MODES;
    }

    @Override
    public void writeRequest(GetRequestModesRequest request, CommandWriter out) {}

    @Override
    public GetRequestModesRequest readRequest(Frame frame) {
        return new GetRequestModesRequest();
    }

    @Override
    public void writeResponse(RequestModesResponse response, CommandWriter out) {
        Map<String, List<Entry>> byTopic = new LinkedHashMap<>();
        response.entries().forEach(entry -> byTopic.computeIfAbsent(entry.topic(), topic -> new ArrayList<>())
                .add(entry));
        out.json(json -> {
            json.beginObject().name(TABLE).beginObject();
            byTopic.forEach((topic, entries) -> {
                json.name(topic).beginObject();
                entries.forEach(entry -> json.name(entry.consumerGroup())
                        .beginObject()
                        .field("consumerGroup", entry.consumerGroup())
                        .field("mode", entry.mode().name())
                        .field("popShareQueueNum", entry.popShareQueues())
                        .field("topic", entry.topic())
                        .endObject());
                json.endObject();
            });
            json.endObject().endObject();
        });
    }

    @Override
    public RequestModesResponse readResponse(Frame frame) {
        List<Entry> entries = new ArrayList<>();
        JsonBodyReader.read(frame.body())
                .object(TABLE)
                .forEachObject((topic, groups) -> groups.forEachObject((group, in) -> entries.add(new Entry(
                        topic.toString(),
                        group.toString(),
                        SetRequestModeCodec.mode(in, MessageRequestMode.PULL),
                        in.intValue("popShareQueueNum", 0)))));
        return new RequestModesResponse(List.copyOf(entries));
    }
}
