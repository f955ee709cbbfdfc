package io.mqspring.protocol.codec;

import io.mqspring.protocol.CheckClientConfigRequest;
import io.mqspring.protocol.CommandType;

/** Code 46: a body, nothing in the header. */
final class CheckClientConfigCodec implements EmptyAnswerCodec<CheckClientConfigRequest> {

    @Override
    public CommandType type() {
        return CommandType.CHECK_CLIENT_CONFIG;
    }

    @Override
    public void writeRequest(CheckClientConfigRequest request, CommandWriter out) {
        out.json(json -> {
            json.beginObject().field("clientId", request.clientId()).field("group", request.group());
            json.name("subscriptionData");
            SubscriptionJson.write(request.subscription(), json);
            json.endObject();
        });
    }

    @Override
    public CheckClientConfigRequest readRequest(Frame frame) {
        JsonObject in = JsonBodyReader.read(frame.body());
        return new CheckClientConfigRequest(
                in.string("clientId"), in.string("group"), SubscriptionJson.read(in.object("subscriptionData")));
    }
}
