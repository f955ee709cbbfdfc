package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.CreateGroupsRequest;
import io.mqspring.protocol.SubscriptionGroup;
import java.util.List;

/** Code 225. */
final class CreateGroupsCodec implements EmptyAnswerCodec<CreateGroupsRequest> {

    @Override
    public CommandType type() {
        return CommandType.CREATE_GROUPS;
    }

    @Override
    public void writeRequest(CreateGroupsRequest request, CommandWriter out) {
        out.json(json -> {
            json.beginObject().name("groupConfigList").beginArray();
            request.groups().forEach(group -> SubscriptionGroupJson.write(group, json));
            json.endArray().endObject();
        });
    }

    @Override
    public CreateGroupsRequest readRequest(Frame frame) {
        List<SubscriptionGroup> groups = JsonBodyReader.read(frame.body()).objects("groupConfigList").stream()
                .map(SubscriptionGroupJson::read)
                .toList();
        return new CreateGroupsRequest(groups);
    }
}
