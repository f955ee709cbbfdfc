package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.QueryConsumerOffsetRequest;
import io.mqspring.protocol.QueryConsumerOffsetResponse;
import io.mqspring.protocol.ResponseCode;
import java.util.OptionalLong;

/** Code 14. That a group never committed is told by a code of its own. */
final class QueryConsumerOffsetCodec implements CommandCodec<QueryConsumerOffsetRequest, QueryConsumerOffsetResponse> {

    @Override
    public CommandType type() {
        return CommandType.QUERY_CONSUMER_OFFSET;
    }

    @Override
    public void writeRequest(QueryConsumerOffsetRequest request, CommandWriter out) {
        out.field("consumerGroup", request.consumerGroup());
        out.field("queueId", request.queueId());
        out.field("setZeroIfNotFound", request.zeroIfNotFound());
        out.field("topic", request.topic());
    }

    @Override
    public QueryConsumerOffsetRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new QueryConsumerOffsetRequest(
                in.string("consumerGroup"),
                in.string("topic"),
                in.intValue("queueId"),
                in.flag("setZeroIfNotFound", true));
    }

    @Override
    public boolean answers(ResponseCode code) {
        return code == ResponseCode.SUCCESS || code == ResponseCode.QUERY_NOT_FOUND;
    }

    @Override
    public ResponseCode codeOf(QueryConsumerOffsetResponse response) {
        return response.offset().isPresent() ? ResponseCode.SUCCESS : ResponseCode.QUERY_NOT_FOUND;
    }

    @Override
    public void writeResponse(QueryConsumerOffsetResponse response, CommandWriter out) {
        response.offset().ifPresent(offset -> out.field("offset", offset));
    }

    @Override
    public QueryConsumerOffsetResponse readResponse(Frame frame) {
        return new QueryConsumerOffsetResponse(
                frame.code() == ResponseCode.SUCCESS.code()
                        ? OptionalLong.of(frame.fields().longValue("offset"))
                        : OptionalLong.empty());
    }
}
