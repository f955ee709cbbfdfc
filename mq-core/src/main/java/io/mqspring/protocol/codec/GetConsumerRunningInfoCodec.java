package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.ConsumerRunningInfoResponse;
import io.mqspring.protocol.GetConsumerRunningInfoRequest;
import java.util.LinkedHashMap;
import java.util.Map;

/** Code 307. Cached bytes travel in MiB, as official tools show them, and exactly in a field that only we read. */
final class GetConsumerRunningInfoCodec
        implements CommandCodec<GetConsumerRunningInfoRequest, ConsumerRunningInfoResponse> {

    private static final long MIB = 1024 * 1024;

    @Override
    public CommandType type() {
        return CommandType.GET_CONSUMER_RUNNING_INFO;
    }

    @Override
    public void writeRequest(GetConsumerRunningInfoRequest request, CommandWriter out) {
        out.field("clientId", request.clientId());
        out.field("consumerGroup", request.consumerGroup());
        out.field("jstackEnable", request.threads());
    }

    @Override
    public GetConsumerRunningInfoRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new GetConsumerRunningInfoRequest(
                in.string("consumerGroup"), in.string("clientId", ""), in.flag("jstackEnable", false));
    }

    @Override
    public void writeResponse(ConsumerRunningInfoResponse response, CommandWriter out) {
        out.json(json -> {
            json.beginObject();
            String threads = response.threads();
            if (threads != null) {
                json.field("jstack", threads);
            }
            json.name("mqPopTable").beginObject().endObject();
            QueueMapJson.write("mqTable", response.queues(), json, GetConsumerRunningInfoCodec::write);
            json.name("properties").beginObject();
            response.properties().forEach(json::field);
            json.endObject().name("statusTable").beginObject();
            response.topics().forEach((topic, consumption) -> {
                json.name(topic).beginObject();
                write(consumption, json);
                json.endObject();
            });
            json.endObject();
            SubscriptionJson.write("subscriptionSet", response.subscriptions(), json);
            json.name("userConsumerInfo").beginObject().endObject().endObject();
        });
    }

    /** What this project does not measure is left out, and shown as 0. */
    private static void write(ConsumerRunningInfoResponse.Consumption consumption, JsonWriter json) {
        json.field("consumeFailedMsgs", consumption.failed())
                .field("consumeFailedTPS", consumption.failedPerSecond())
                .field("consumeOKTPS", consumption.okPerSecond())
                .field("consumeRT", consumption.meanMillis());
    }

    private static ConsumerRunningInfoResponse.Consumption readConsumption(JsonObject in) {
        return new ConsumerRunningInfoResponse.Consumption(
                in.doubleValue("consumeOKTPS"),
                in.doubleValue("consumeFailedTPS"),
                in.doubleValue("consumeRT"),
                in.longValue("consumeFailedMsgs", 0));
    }

    private static void write(ConsumerRunningInfoResponse.Queue queue, JsonWriter json) {
        json.field("cachedMsgCount", queue.cachedMessages())
                .field("cachedMsgSizeInBytes", queue.cachedBytes())
                .field("cachedMsgSizeInMiB", queue.cachedBytes() / MIB)
                .field("commitOffset", queue.commitOffset())
                .field("droped", false)
                .field("lastConsumeTimestamp", queue.lastConsumeTimestamp())
                .field("lastPullTimestamp", queue.lastPullTimestamp())
                .field("locked", false);
    }

    @Override
    public ConsumerRunningInfoResponse readResponse(Frame frame) {
        JsonObject in = JsonBodyReader.read(frame.body());
        Map<String, String> properties = new LinkedHashMap<>();
        in.object("properties").forEachString(properties::put);
        Map<String, ConsumerRunningInfoResponse.Consumption> topics = new LinkedHashMap<>();
        in.object("statusTable")
                .forEachObject((topic, status) -> topics.put(topic.toString(), readConsumption(status)));
        return new ConsumerRunningInfoResponse(
                Map.copyOf(properties),
                SubscriptionJson.readAll(in, "subscriptionSet"),
                QueueMapJson.read(in, "mqTable", GetConsumerRunningInfoCodec::readQueue),
                Map.copyOf(topics),
                in.optional("jstack"));
    }

    private static ConsumerRunningInfoResponse.Queue readQueue(JsonObject in) {
        return new ConsumerRunningInfoResponse.Queue(
                in.longValue("commitOffset", 0),
                in.longValue("cachedMsgCount", 0),
                in.longValue("cachedMsgSizeInBytes", in.longValue("cachedMsgSizeInMiB", 0) * MIB),
                in.longValue("lastPullTimestamp", 0),
                in.longValue("lastConsumeTimestamp", 0));
    }
}
