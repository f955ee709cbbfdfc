package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.NotifyConsumerIdsChangedRequest;

/** Code 40, one-way, from broker to client. */
final class NotifyConsumerIdsChangedCodec implements EmptyAnswerCodec<NotifyConsumerIdsChangedRequest> {

    @Override
    public CommandType type() {
        return CommandType.NOTIFY_CONSUMER_IDS_CHANGED;
    }

    @Override
    public void writeRequest(NotifyConsumerIdsChangedRequest request, CommandWriter out) {
        out.field("consumerGroup", request.consumerGroup());
    }

    @Override
    public NotifyConsumerIdsChangedRequest readRequest(Frame frame) {
        return new NotifyConsumerIdsChangedRequest(frame.fields().string("consumerGroup"));
    }
}
