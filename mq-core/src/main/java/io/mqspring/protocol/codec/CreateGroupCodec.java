package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.CreateGroupRequest;

/** Code 200. */
final class CreateGroupCodec implements EmptyAnswerCodec<CreateGroupRequest> {

    @Override
    public CommandType type() {
        return CommandType.CREATE_GROUP;
    }

    @Override
    public void writeRequest(CreateGroupRequest request, CommandWriter out) {
        out.json(json -> SubscriptionGroupJson.write(request.group(), json));
    }

    @Override
    public CreateGroupRequest readRequest(Frame frame) {
        return new CreateGroupRequest(SubscriptionGroupJson.read(JsonBodyReader.read(frame.body())));
    }
}
