package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.ReleaseQueueRequest;
import io.mqspring.protocol.ReleaseQueueResponse;

/** Code 20102: everything is in the headers. */
final class ReleaseQueueCodec implements CommandCodec<ReleaseQueueRequest, ReleaseQueueResponse> {

    @Override
    public CommandType type() {
        return CommandType.RELEASE_QUEUE;
    }

    @Override
    public void writeRequest(ReleaseQueueRequest request, CommandWriter out) {
        ClaimantFields.write(request.claimant(), out);
        out.field("consumerGroup", request.consumerGroup());
        out.field("offset", request.offset());
        out.field("queueId", request.queueId());
        out.field("topic", request.topic());
    }

    @Override
    public ReleaseQueueRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new ReleaseQueueRequest(
                in.string("consumerGroup"),
                in.string("topic"),
                in.intValue("queueId"),
                ClaimantFields.read(in),
                in.longValue("offset"));
    }

    @Override
    public void writeResponse(ReleaseQueueResponse response, CommandWriter out) {
        out.field("owned", response.owned());
    }

    @Override
    public ReleaseQueueResponse readResponse(Frame frame) {
        return new ReleaseQueueResponse(frame.fields().flag("owned", false));
    }
}
