package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.GetNameServerConfigRequest;

/** Code 319. */
final class GetNameServerConfigCodec implements SettingsAnswerCodec<GetNameServerConfigRequest> {

    @Override
    public CommandType type() {
        return CommandType.GET_NAME_SERVER_CONFIG;
    }

    @Override
    public void writeRequest(GetNameServerConfigRequest request, CommandWriter out) {}

    @Override
    public GetNameServerConfigRequest readRequest(Frame frame) {
        return new GetNameServerConfigRequest();
    }
}
