package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.GetTopicStatsRequest;
import io.mqspring.protocol.TopicStatsResponse;

/** Code 202. */
final class GetTopicStatsCodec implements CommandCodec<GetTopicStatsRequest, TopicStatsResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_TOPIC_STATS;
    }

    @Override
    public void writeRequest(GetTopicStatsRequest request, CommandWriter out) {
        out.field("topic", request.topic());
    }

    @Override
    public GetTopicStatsRequest readRequest(Frame frame) {
        return new GetTopicStatsRequest(frame.fields().string("topic"));
    }

    @Override
    public void writeResponse(TopicStatsResponse response, CommandWriter out) {
        out.json(json -> {
            json.beginObject();
            QueueMapJson.write("offsetTable", response.queues(), json, GetTopicStatsCodec::write);
            json.field("topicPutTps", response.putPerSecond()).endObject();
        });
    }

    private static void write(TopicStatsResponse.Entry entry, JsonWriter json) {
        json.field("lastUpdateTimestamp", entry.lastUpdateTimestamp())
                .field("maxOffset", entry.maxOffset())
                .field("minOffset", entry.minOffset());
    }

    @Override
    public TopicStatsResponse readResponse(Frame frame) {
        JsonObject in = JsonBodyReader.read(frame.body());
        return new TopicStatsResponse(
                QueueMapJson.read(
                        in,
                        "offsetTable",
                        entry -> new TopicStatsResponse.Entry(
                                entry.longValue("minOffset", 0),
                                entry.longValue("maxOffset", 0),
                                entry.longValue("lastUpdateTimestamp", 0))),
                in.doubleValue("topicPutTps"));
    }
}
