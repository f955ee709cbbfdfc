package io.mqspring.protocol.codec;

import io.mqspring.message.MessageQueue;
import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.ConsumerStatusResponse;
import io.mqspring.protocol.GetConsumerStatusRequest;
import java.util.LinkedHashMap;
import java.util.Map;

/** Code 223. */
final class GetConsumerStatusCodec implements CommandCodec<GetConsumerStatusRequest, ConsumerStatusResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_CONSUMER_STATUS;
    }

    @Override
    public void writeRequest(GetConsumerStatusRequest request, CommandWriter out) {
        out.optional("clientAddr", request.clientId());
        out.field("group", request.group());
        out.field("topic", request.topic());
    }

    @Override
    public GetConsumerStatusRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new GetConsumerStatusRequest(in.string("topic"), in.string("group"), in.optional("clientAddr"));
    }

    @Override
    public void writeResponse(ConsumerStatusResponse response, CommandWriter out) {
        out.json(json -> {
            json.beginObject().name("consumerTable").beginObject();
            response.clients().forEach((client, offsets) -> QueueMapJson.writeOffsets(client, offsets, json));
            json.endObject().name("messageQueueTable").beginObject().endObject().endObject();
        });
    }

    @Override
    public ConsumerStatusResponse readResponse(Frame frame) {
        JsonObject table = JsonBodyReader.read(frame.body()).object("consumerTable");
        Map<String, Map<MessageQueue, Long>> clients = new LinkedHashMap<>();
        table.names().forEach(client -> clients.put(client, QueueMapJson.readOffsets(table, client)));
        return new ConsumerStatusResponse(Map.copyOf(clients));
    }
}
