package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.MessageRequestMode;
import io.mqspring.protocol.SetRequestModeRequest;

/** Code 401: a JSON body. */
final class SetRequestModeCodec implements EmptyAnswerCodec<SetRequestModeRequest> {

    @Override
    public CommandType type() {
        return CommandType.SET_REQUEST_MODE;
    }

    @Override
    public void writeRequest(SetRequestModeRequest request, CommandWriter out) {
        out.json(json -> json.beginObject()
                .field("consumerGroup", request.consumerGroup())
                .field("mode", request.mode().name())
                .field("popShareQueueNum", request.popShareQueues())
                .field("topic", request.topic())
                .endObject());
    }

    @Override
    public SetRequestModeRequest readRequest(Frame frame) {
        JsonObject in = JsonBodyReader.read(frame.body());
        return new SetRequestModeRequest(
                in.string("topic"),
                in.string("consumerGroup"),
                mode(in, MessageRequestMode.PULL),
                in.intValue("popShareQueueNum", 0));
    }

    /** The mode in an object. */
    static MessageRequestMode mode(JsonObject in, MessageRequestMode otherwise) {
        String name = in.string("mode", otherwise.name());
        try {
            return MessageRequestMode.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw MalformedCommandException.wrong("mode", "PULL or POP", name);
        }
    }
}
