package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.ConsumeStatsResponse;
import io.mqspring.protocol.GetConsumeStatsRequest;

/** Code 208. Official tools reckon with 0 where nothing was committed; a field that only we read tells the difference. */
final class GetConsumeStatsCodec implements CommandCodec<GetConsumeStatsRequest, ConsumeStatsResponse> {

    private static final String NEVER_COMMITTED = "neverCommitted";

    @Override
    public CommandType type() {
        return CommandType.GET_CONSUME_STATS;
    }

    @Override
    public void writeRequest(GetConsumeStatsRequest request, CommandWriter out) {
        out.field("consumerGroup", request.consumerGroup());
        out.optional("topic", request.topic());
    }

    @Override
    public GetConsumeStatsRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new GetConsumeStatsRequest(in.string("consumerGroup"), in.optional("topic"));
    }

    @Override
    public void writeResponse(ConsumeStatsResponse response, CommandWriter out) {
        out.json(json -> write(response, json));
    }

    static void write(ConsumeStatsResponse response, JsonWriter json) {
        json.beginObject().field("consumeTps", response.consumeTps());
        QueueMapJson.write("offsetTable", response.queues(), json, GetConsumeStatsCodec::write);
        json.endObject();
    }

    private static void write(ConsumeStatsResponse.Entry entry, JsonWriter json) {
        json.field("brokerOffset", entry.brokerOffset())
                .field("consumerOffset", Math.max(0, entry.consumerOffset()))
                .field("lastTimestamp", entry.lastTimestamp())
                .field("pullOffset", Math.max(0, entry.pullOffset()));
        if (entry.consumerOffset() < 0) {
            json.field(NEVER_COMMITTED, true);
        }
    }

    @Override
    public ConsumeStatsResponse readResponse(Frame frame) {
        return read(JsonBodyReader.read(frame.body()));
    }

    static ConsumeStatsResponse read(JsonObject in) {
        return new ConsumeStatsResponse(
                QueueMapJson.read(in, "offsetTable", GetConsumeStatsCodec::readEntry), in.doubleValue("consumeTps"));
    }

    private static long pullOffset(JsonObject in, long consumerOffset) {
        long pulled = in.longValue("pullOffset", consumerOffset);
        return pulled == 0 && consumerOffset < 0 ? consumerOffset : pulled;
    }

    private static ConsumeStatsResponse.Entry readEntry(JsonObject in) {
        long consumerOffset = in.flag(NEVER_COMMITTED, false) ? -1 : in.longValue("consumerOffset", -1);
        return new ConsumeStatsResponse.Entry(
                in.longValue("brokerOffset", 0),
                consumerOffset,
                pullOffset(in, consumerOffset),
                in.longValue("lastTimestamp", 0));
    }
}
