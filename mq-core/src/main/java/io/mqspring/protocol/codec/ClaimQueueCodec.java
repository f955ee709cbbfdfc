package io.mqspring.protocol.codec;

import io.mqspring.protocol.ClaimQueueRequest;
import io.mqspring.protocol.ClaimQueueResponse;
import io.mqspring.protocol.ClaimQueueResponse.Outcome;
import io.mqspring.protocol.CommandType;

/** Code 20101: everything is in the headers. */
final class ClaimQueueCodec implements CommandCodec<ClaimQueueRequest, ClaimQueueResponse> {

    @Override
    public CommandType type() {
        return CommandType.CLAIM_QUEUE;
    }

    @Override
    public void writeRequest(ClaimQueueRequest request, CommandWriter out) {
        ClaimantFields.write(request.claimant(), out);
        out.field("consumerGroup", request.consumerGroup());
        out.field("queueId", request.queueId());
        out.field("topic", request.topic());
    }

    @Override
    public ClaimQueueRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new ClaimQueueRequest(
                in.string("consumerGroup"), in.string("topic"), in.intValue("queueId"), ClaimantFields.read(in));
    }

    @Override
    public void writeResponse(ClaimQueueResponse response, CommandWriter out) {
        out.field("lastOwner", response.lastOwner());
        out.field("outcome", response.outcome().name());
    }

    @Override
    public ClaimQueueResponse readResponse(Frame frame) {
        HeaderFields in = frame.fields();
        String lastOwner = in.string("lastOwner", "");
        return new ClaimQueueResponse(outcome(in.string("outcome")), lastOwner);
    }

    private static Outcome outcome(String name) {
        for (Outcome outcome : Outcome.values()) {
            if (outcome.name().equals(name)) {
                return outcome;
            }
        }
        throw MalformedCommandException.wrong("outcome", "the outcome of a claim", name);
    }
}
