package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.UnregisterClientRequest;

/** Code 35. */
final class UnregisterClientCodec implements EmptyAnswerCodec<UnregisterClientRequest> {

    @Override
    public CommandType type() {
        return CommandType.UNREGISTER_CLIENT;
    }

    @Override
    public void writeRequest(UnregisterClientRequest request, CommandWriter out) {
        out.field("clientID", request.clientId());
        out.optional("consumerGroup", request.consumerGroup());
        out.optional("producerGroup", request.producerGroup());
    }

    @Override
    public UnregisterClientRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new UnregisterClientRequest(
                in.string("clientID"), in.optional("producerGroup"), in.optional("consumerGroup"));
    }
}
