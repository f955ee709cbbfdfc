package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.SearchOffsetRequest;

/** Code 29. */
final class SearchOffsetCodec implements OffsetAnswerCodec<SearchOffsetRequest> {

    @Override
    public CommandType type() {
        return CommandType.SEARCH_OFFSET_BY_TIMESTAMP;
    }

    @Override
    public void writeRequest(SearchOffsetRequest request, CommandWriter out) {
        out.field("queueId", request.queueId());
        out.field("timestamp", request.timestamp());
        out.field("topic", request.topic());
    }

    @Override
    public SearchOffsetRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new SearchOffsetRequest(in.string("topic"), in.intValue("queueId"), in.longValue("timestamp"));
    }
}
