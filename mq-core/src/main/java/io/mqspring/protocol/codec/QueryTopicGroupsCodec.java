package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.GroupListResponse;
import io.mqspring.protocol.QueryTopicGroupsRequest;

/** Code 300. */
final class QueryTopicGroupsCodec implements CommandCodec<QueryTopicGroupsRequest, GroupListResponse> {

    @Override
    public CommandType type() {
        return CommandType.QUERY_TOPIC_GROUPS;
    }

    @Override
    public void writeRequest(QueryTopicGroupsRequest request, CommandWriter out) {
        out.field("topic", request.topic());
    }

    @Override
    public QueryTopicGroupsRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new QueryTopicGroupsRequest(in.string("topic"));
    }

    @Override
    public void writeResponse(GroupListResponse response, CommandWriter out) {
        out.json(json ->
                json.beginObject().strings("groupList", response.groups()).endObject());
    }

    @Override
    public GroupListResponse readResponse(Frame frame) {
        return new GroupListResponse(JsonBodyReader.read(frame.body()).strings("groupList"));
    }
}
