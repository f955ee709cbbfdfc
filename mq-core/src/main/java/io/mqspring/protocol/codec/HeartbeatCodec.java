package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.HeartbeatRequest;
import io.mqspring.protocol.HeartbeatResponse;
import java.time.Duration;

/**
 * Code 34: everything is in a JSON body, nothing in the header; the broker's version is that of the answer's frame. The
 * fingerprint of newer clients is written as unused and not read, so they go on sending whole heartbeats.
 */
final class HeartbeatCodec implements CommandCodec<HeartbeatRequest, HeartbeatResponse> {

    /** In answers of this project's brokers: milliseconds. Official clients do not look at it. */
    private static final String HAND_OVER = "handOverTimeoutMillis";

    @Override
    public CommandType type() {
        return CommandType.HEARTBEAT;
    }

    @Override
    public void writeRequest(HeartbeatRequest request, CommandWriter out) {
        out.json(json -> {
            json.beginObject().field("clientID", request.clientId());
            json.name("consumerDataSet").beginArray();
            for (HeartbeatRequest.Consumer consumer : request.consumers()) {
                writeConsumer(consumer, json);
            }
            json.endArray().field("heartbeatFingerprint", 0);
            json.name("producerDataSet").beginArray();
            for (String group : request.producerGroups()) {
                json.beginObject().field("groupName", group).endObject();
            }
            json.endArray().field("withoutSub", false).endObject();
        });
    }

    private static void writeConsumer(HeartbeatRequest.Consumer consumer, JsonWriter json) {
        json.beginObject()
                .field("consumeFromWhere", consumer.consumeFromWhere())
                .field("consumeType", consumer.consumeType())
                .field("groupName", consumer.group())
                .field("messageModel", consumer.messageModel());
        SubscriptionJson.write("subscriptionDataSet", consumer.subscriptions(), json);
        json.field("unitMode", false).endObject();
    }

    @Override
    public HeartbeatRequest readRequest(Frame frame) {
        JsonObject in = JsonBodyReader.read(frame.body());
        return new HeartbeatRequest(
                in.string("clientID"),
                in.objects("producerDataSet").stream()
                        .map(producer -> producer.string("groupName"))
                        .toList(),
                in.objects("consumerDataSet").stream()
                        .map(HeartbeatCodec::readConsumer)
                        .toList());
    }

    private static HeartbeatRequest.Consumer readConsumer(JsonObject in) {
        return new HeartbeatRequest.Consumer(
                in.string("groupName"),
                in.string("consumeType", "CONSUME_PASSIVELY"),
                in.string("messageModel", "CLUSTERING"),
                in.string("consumeFromWhere", "CONSUME_FROM_LAST_OFFSET"),
                SubscriptionJson.readAll(in, "subscriptionDataSet"));
    }

    @Override
    public void writeResponse(HeartbeatResponse response, CommandWriter out) {
        if (response.handOverTimeout() != null) {
            out.field(HAND_OVER, response.handOverTimeout().toMillis());
        }
    }

    @Override
    public HeartbeatResponse readResponse(Frame frame) {
        long handOver = frame.fields().longValue(HAND_OVER, 0);
        return new HeartbeatResponse(frame.version(), handOver > 0 ? Duration.ofMillis(handOver) : null);
    }
}
