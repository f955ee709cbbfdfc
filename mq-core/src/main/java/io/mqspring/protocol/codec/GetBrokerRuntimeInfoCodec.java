package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.GetBrokerRuntimeInfoRequest;

/** Code 28. */
final class GetBrokerRuntimeInfoCodec implements KvTableAnswerCodec<GetBrokerRuntimeInfoRequest> {

    @Override
    public CommandType type() {
        return CommandType.GET_BROKER_RUNTIME_INFO;
    }

    @Override
    public void writeRequest(GetBrokerRuntimeInfoRequest request, CommandWriter out) {}

    @Override
    public GetBrokerRuntimeInfoRequest readRequest(Frame frame) {
        return new GetBrokerRuntimeInfoRequest();
    }
}
