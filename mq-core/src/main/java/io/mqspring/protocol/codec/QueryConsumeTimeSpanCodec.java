package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.ConsumeTimeSpanResponse;
import io.mqspring.protocol.QueryConsumeTimeSpanRequest;

/** Code 303. */
final class QueryConsumeTimeSpanCodec implements CommandCodec<QueryConsumeTimeSpanRequest, ConsumeTimeSpanResponse> {

    @Override
    public CommandType type() {
        return CommandType.QUERY_CONSUME_TIME_SPAN;
    }

    @Override
    public void writeRequest(QueryConsumeTimeSpanRequest request, CommandWriter out) {
        out.field("group", request.group());
        out.field("topic", request.topic());
    }

    @Override
    public QueryConsumeTimeSpanRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new QueryConsumeTimeSpanRequest(in.string("topic"), in.string("group"));
    }

    @Override
    public void writeResponse(ConsumeTimeSpanResponse response, CommandWriter out) {
        out.json(json -> {
            json.beginObject().name("consumeTimeSpanSet").beginArray();
            for (ConsumeTimeSpanResponse.Span span : response.spans()) {
                json.beginObject()
                        .field("consumeTimeStamp", span.consumeTime())
                        .field("delayTime", span.delayMillis())
                        .field("maxTimeStamp", span.maxTime())
                        .name("messageQueue");
                QueueMapJson.write(span.queue(), json);
                json.field("minTimeStamp", span.minTime()).endObject();
            }
            json.endArray().endObject();
        });
    }

    @Override
    public ConsumeTimeSpanResponse readResponse(Frame frame) {
        return new ConsumeTimeSpanResponse(JsonBodyReader.read(frame.body()).objects("consumeTimeSpanSet").stream()
                .map(span -> new ConsumeTimeSpanResponse.Span(
                        QueueMapJson.queue(span.object("messageQueue")),
                        span.longValue("minTimeStamp", 0),
                        span.longValue("maxTimeStamp", 0),
                        span.longValue("consumeTimeStamp", 0),
                        span.longValue("delayTime", 0)))
                .toList());
    }
}
