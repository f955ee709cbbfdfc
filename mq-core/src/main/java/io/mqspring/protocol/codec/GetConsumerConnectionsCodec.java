package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.ConsumerConnectionsResponse;
import io.mqspring.protocol.GetConsumerConnectionsRequest;
import io.mqspring.protocol.SubscriptionEntry;
import java.util.LinkedHashMap;
import java.util.Map;

/** Code 203. */
final class GetConsumerConnectionsCodec
        implements CommandCodec<GetConsumerConnectionsRequest, ConsumerConnectionsResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_CONSUMER_CONNECTIONS;
    }

    @Override
    public void writeRequest(GetConsumerConnectionsRequest request, CommandWriter out) {
        out.field("consumerGroup", request.consumerGroup());
    }

    @Override
    public GetConsumerConnectionsRequest readRequest(Frame frame) {
        return new GetConsumerConnectionsRequest(frame.fields().string("consumerGroup"));
    }

    @Override
    public void writeResponse(ConsumerConnectionsResponse response, CommandWriter out) {
        out.json(json -> {
            json.beginObject().name("connectionSet").beginArray();
            response.connections().forEach(connection -> write(connection, json));
            json.endArray()
                    .field("consumeFromWhere", response.consumeFromWhere())
                    .field("consumeType", response.consumeType())
                    .field("messageModel", response.messageModel())
                    .name("subscriptionTable")
                    .beginObject();
            response.subscriptions().forEach((topic, subscription) -> {
                json.name(topic);
                SubscriptionJson.write(subscription, json);
            });
            json.endObject().endObject();
        });
    }

    static void write(ConsumerConnectionsResponse.Connection connection, JsonWriter json) {
        json.beginObject()
                .field("clientAddr", connection.clientAddress())
                .field("clientId", connection.clientId())
                .field("language", connection.language())
                .field("version", connection.version())
                .endObject();
    }

    @Override
    public ConsumerConnectionsResponse readResponse(Frame frame) {
        JsonObject in = JsonBodyReader.read(frame.body());
        Map<String, SubscriptionEntry> subscriptions = new LinkedHashMap<>();
        in.object("subscriptionTable")
                .forEachObject((topic, entry) -> subscriptions.put(topic.toString(), SubscriptionJson.read(entry)));
        return new ConsumerConnectionsResponse(
                in.objects("connectionSet").stream()
                        .map(GetConsumerConnectionsCodec::readConnection)
                        .toList(),
                Map.copyOf(subscriptions),
                in.string("consumeType", ""),
                in.string("messageModel", ""),
                in.string("consumeFromWhere", ""));
    }

    static ConsumerConnectionsResponse.Connection readConnection(JsonObject in) {
        return new ConsumerConnectionsResponse.Connection(
                in.string("clientId"),
                in.string("clientAddr", ""),
                in.string("language", "OTHER"),
                in.intValue("version", 0));
    }
}
