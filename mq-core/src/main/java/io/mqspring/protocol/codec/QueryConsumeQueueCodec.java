package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.ConsumeQueueResponse;
import io.mqspring.protocol.QueryConsumeQueueRequest;
import io.mqspring.protocol.SubscriptionEntry;

/** Code 321. */
final class QueryConsumeQueueCodec implements CommandCodec<QueryConsumeQueueRequest, ConsumeQueueResponse> {

    @Override
    public CommandType type() {
        return CommandType.QUERY_CONSUME_QUEUE;
    }

    @Override
    public void writeRequest(QueryConsumeQueueRequest request, CommandWriter out) {
        out.optional("consumerGroup", request.consumerGroup());
        out.field("count", request.count());
        out.field("index", request.offset());
        out.field("queueId", request.queueId());
        out.field("topic", request.topic());
    }

    @Override
    public QueryConsumeQueueRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new QueryConsumeQueueRequest(
                in.string("topic"),
                in.intValue("queueId"),
                in.longValue("index"),
                in.intValue("count"),
                in.optional("consumerGroup"));
    }

    @Override
    public void writeResponse(ConsumeQueueResponse response, CommandWriter out) {
        out.json(json -> {
            json.beginObject()
                    .field("maxQueueIndex", response.maxOffset())
                    .field("minQueueIndex", response.minOffset())
                    .name("queueData")
                    .beginArray();
            response.entries().forEach(entry -> write(entry, json));
            json.endArray();
            SubscriptionEntry subscription = response.subscription();
            if (subscription != null) {
                json.name("subscriptionData");
                SubscriptionJson.write(subscription, json);
            }
            json.endObject();
        });
    }

    @Override
    public ConsumeQueueResponse readResponse(Frame frame) {
        JsonObject in = JsonBodyReader.read(frame.body());
        JsonObject subscription = in.object("subscriptionData");
        return new ConsumeQueueResponse(
                in.longValue("minQueueIndex"),
                in.longValue("maxQueueIndex"),
                in.objects("queueData").stream()
                        .map(QueryConsumeQueueCodec::readEntry)
                        .toList(),
                subscription.names().isEmpty() ? null : SubscriptionJson.read(subscription));
    }

    private static void write(ConsumeQueueResponse.Entry entry, JsonWriter json) {
        json.beginObject().field("eval", entry.matches());
        String remark = entry.remark();
        if (remark != null) {
            json.field("msg", remark);
        }
        json.field("physicOffset", entry.physicalOffset())
                .field("physicSize", entry.size())
                .field("tagsCode", entry.tagsCode())
                .endObject();
    }

    private static ConsumeQueueResponse.Entry readEntry(JsonObject in) {
        return new ConsumeQueueResponse.Entry(
                in.longValue("physicOffset"),
                in.intValue("physicSize", 0),
                in.longValue("tagsCode", 0),
                in.flag("eval", false),
                in.optional("msg"));
    }
}
