package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.GetGroupSubscriptionRequest;
import io.mqspring.protocol.GroupSubscriptionResponse;
import io.mqspring.protocol.SubscriptionEntry;

/** Code 345. */
final class GetGroupSubscriptionCodec implements CommandCodec<GetGroupSubscriptionRequest, GroupSubscriptionResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_GROUP_SUBSCRIPTION;
    }

    @Override
    public void writeRequest(GetGroupSubscriptionRequest request, CommandWriter out) {
        out.field("group", request.group());
        out.field("topic", request.topic());
    }

    @Override
    public GetGroupSubscriptionRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new GetGroupSubscriptionRequest(in.string("group"), in.string("topic"));
    }

    @Override
    public void writeResponse(GroupSubscriptionResponse response, CommandWriter out) {
        out.json(json -> {
            json.beginObject().field("group", response.group());
            SubscriptionEntry subscription = response.subscription();
            if (subscription != null) {
                json.name("subscriptionData");
                SubscriptionJson.write(subscription, json);
            }
            json.field("topic", response.topic()).endObject();
        });
    }

    @Override
    public GroupSubscriptionResponse readResponse(Frame frame) {
        JsonObject in = JsonBodyReader.read(frame.body());
        JsonObject subscription = in.object("subscriptionData");
        return new GroupSubscriptionResponse(
                in.string("group"),
                in.string("topic"),
                subscription.names().isEmpty() ? null : SubscriptionJson.read(subscription));
    }
}
