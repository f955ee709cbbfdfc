package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.GetEarliestStoreTimeRequest;
import io.mqspring.protocol.TimestampResponse;

/** Code 32. */
final class GetEarliestStoreTimeCodec implements CommandCodec<GetEarliestStoreTimeRequest, TimestampResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_EARLIEST_STORE_TIME;
    }

    @Override
    public void writeRequest(GetEarliestStoreTimeRequest request, CommandWriter out) {
        out.field("queueId", request.queueId());
        out.field("topic", request.topic());
    }

    @Override
    public GetEarliestStoreTimeRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new GetEarliestStoreTimeRequest(in.string("topic"), in.intValue("queueId"));
    }

    @Override
    public void writeResponse(TimestampResponse response, CommandWriter out) {
        out.field("timestamp", response.timestamp());
    }

    @Override
    public TimestampResponse readResponse(Frame frame) {
        return new TimestampResponse(frame.fields().longValue("timestamp"));
    }
}
