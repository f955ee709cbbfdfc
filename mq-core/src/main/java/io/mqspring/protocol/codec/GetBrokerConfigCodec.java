package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.GetBrokerConfigRequest;

/** Code 26. */
final class GetBrokerConfigCodec implements SettingsAnswerCodec<GetBrokerConfigRequest> {

    @Override
    public CommandType type() {
        return CommandType.GET_BROKER_CONFIG;
    }

    @Override
    public void writeRequest(GetBrokerConfigRequest request, CommandWriter out) {}

    @Override
    public GetBrokerConfigRequest readRequest(Frame frame) {
        return new GetBrokerConfigRequest();
    }
}
