package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.QueryMessageRequest;
import io.mqspring.protocol.QueryMessageResponse;

/** Code 12. */
final class QueryMessageCodec implements CommandCodec<QueryMessageRequest, QueryMessageResponse> {

    @Override
    public CommandType type() {
        return CommandType.QUERY_MESSAGE;
    }

    @Override
    public void writeRequest(QueryMessageRequest request, CommandWriter out) {
        out.field("_UNIQUE_KEY_QUERY", request.unique());
        out.field("beginTimestamp", request.beginMillis());
        out.field("endTimestamp", request.endMillis());
        out.field("key", request.key());
        out.field("maxNum", request.maxCount());
        out.field("topic", request.topic());
    }

    @Override
    public QueryMessageRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new QueryMessageRequest(
                in.string("topic"),
                in.string("key"),
                in.intValue("maxNum", 32),
                in.longValue("beginTimestamp", 0),
                in.longValue("endTimestamp", Long.MAX_VALUE),
                in.flag("_UNIQUE_KEY_QUERY", false));
    }

    @Override
    public void writeResponse(QueryMessageResponse response, CommandWriter out) {
        out.field("indexLastUpdatePhyoffset", response.lastPhysicalOffset());
        out.field("indexLastUpdateTimestamp", response.lastTimestamp());
        out.body(response.messages());
    }

    @Override
    public QueryMessageResponse readResponse(Frame frame) {
        HeaderFields in = frame.fields();
        return new QueryMessageResponse(
                in.longValue("indexLastUpdateTimestamp"),
                in.longValue("indexLastUpdatePhyoffset"),
                Bodies.copy(frame.body()));
    }
}
