package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.GetSubscriptionGroupsRequest;
import io.mqspring.protocol.SubscriptionGroup;
import io.mqspring.protocol.SubscriptionGroupsResponse;
import java.util.ArrayList;
import java.util.List;

/** Code 201. */
final class GetSubscriptionGroupsCodec
        implements CommandCodec<GetSubscriptionGroupsRequest, SubscriptionGroupsResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_SUBSCRIPTION_GROUPS;
    }

    @Override
    public void writeRequest(GetSubscriptionGroupsRequest request, CommandWriter out) {}

    @Override
    public GetSubscriptionGroupsRequest readRequest(Frame frame) {
        return new GetSubscriptionGroupsRequest();
    }

    @Override
    public void writeResponse(SubscriptionGroupsResponse response, CommandWriter out) {
        out.json(json -> {
            json.beginObject();
            VersionJson.write(json);
            json.name("forbiddenTable").beginObject().endObject();
            json.name("subscriptionGroupTable").beginObject();
            for (SubscriptionGroup group : response.groups()) {
                json.name(group.name());
                SubscriptionGroupJson.write(group, json);
            }
            json.endObject().endObject();
        });
    }

    @Override
    public SubscriptionGroupsResponse readResponse(Frame frame) {
        List<SubscriptionGroup> groups = new ArrayList<>();
        JsonBodyReader.read(frame.body())
                .object("subscriptionGroupTable")
                .forEachObject((name, group) -> groups.add(SubscriptionGroupJson.read(group)));
        return new SubscriptionGroupsResponse(List.copyOf(groups));
    }
}
