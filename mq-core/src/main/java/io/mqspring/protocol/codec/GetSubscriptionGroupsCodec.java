package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.GetSubscriptionGroupsRequest;
import io.mqspring.protocol.SubscriptionGroupsResponse;
import java.util.ArrayList;
import java.util.List;

/** Code 201. What this project does not know of a group is written as official brokers have it by default. */
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
            json.beginObject().name("dataVersion").beginObject();
            json.field("counter", 0)
                    .field("stateVersion", 0)
                    .field("timestamp", 0)
                    .endObject();
            json.name("forbiddenTable").beginObject().endObject();
            json.name("subscriptionGroupTable").beginObject();
            response.groups().forEach(group -> write(group, json));
            json.endObject().endObject();
        });
    }

    private static void write(SubscriptionGroupsResponse.Group group, JsonWriter json) {
        json.name(group.name()).beginObject();
        json.name("attributes").beginObject().endObject();
        json.field("brokerId", 0)
                .field("consumeBroadcastEnable", true)
                .field("consumeEnable", group.consumeEnable())
                .field("consumeFromMinEnable", true)
                .field("consumeMessageOrderly", false)
                .field("consumeTimeoutMinute", 15)
                .field("groupName", group.name());
        json.name("groupRetryPolicy").beginObject().field("type", "CUSTOMIZED").endObject();
        json.field("groupSysFlag", 0)
                .field("notifyConsumerIdsChangedEnable", true)
                .field("retryMaxTimes", group.retryMaxTimes())
                .field("retryQueueNums", group.retryQueues())
                .field("whichBrokerWhenConsumeSlowly", 1)
                .endObject();
    }

    @Override
    public SubscriptionGroupsResponse readResponse(Frame frame) {
        List<SubscriptionGroupsResponse.Group> groups = new ArrayList<>();
        JsonBodyReader.read(frame.body())
                .object("subscriptionGroupTable")
                .forEachObject((name, group) -> groups.add(new SubscriptionGroupsResponse.Group(
                        group.string("groupName", name.toString()),
                        group.flag("consumeEnable", true),
                        group.intValue("retryQueueNums", 1),
                        group.intValue("retryMaxTimes", 16))));
        return new SubscriptionGroupsResponse(List.copyOf(groups));
    }
}
