package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.ConsumeStatsResponse;
import io.mqspring.protocol.GetConsumeStatsRequest;

/** Code 208. */
final class GetConsumeStatsCodec implements CommandCodec<GetConsumeStatsRequest, ConsumeStatsResponse> {

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
        out.json(json -> {
            json.beginObject().field("consumeTps", response.consumeTps());
            QueueMapJson.write("offsetTable", response.queues(), json, GetConsumeStatsCodec::write);
            json.endObject();
        });
    }

    private static void write(ConsumeStatsResponse.Entry entry, JsonWriter json) {
        json.field("brokerOffset", entry.brokerOffset())
                .field("consumerOffset", entry.consumerOffset())
                .field("lastTimestamp", entry.lastTimestamp())
                .field("pullOffset", entry.pullOffset());
    }

    @Override
    public ConsumeStatsResponse readResponse(Frame frame) {
        JsonObject in = JsonBodyReader.read(frame.body());
        return new ConsumeStatsResponse(
                QueueMapJson.read(in, "offsetTable", GetConsumeStatsCodec::readEntry), in.doubleValue("consumeTps"));
    }

    private static ConsumeStatsResponse.Entry readEntry(JsonObject in) {
        long consumerOffset = in.longValue("consumerOffset", -1);
        return new ConsumeStatsResponse.Entry(
                in.longValue("brokerOffset", 0),
                consumerOffset,
                in.longValue("pullOffset", consumerOffset),
                in.longValue("lastTimestamp", 0));
    }
}
