package io.mqspring.protocol.codec;

import io.mqspring.message.MessageQueue;
import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.MessageRequestMode;
import io.mqspring.protocol.QueryAssignmentRequest;
import io.mqspring.protocol.QueryAssignmentResponse;
import io.mqspring.protocol.QueryAssignmentResponse.Assignment;
import java.util.List;
import java.util.Optional;

/** Code 400: JSON bodies. An answer without the list means that the asker keeps what it has. */
final class QueryAssignmentCodec implements CommandCodec<QueryAssignmentRequest, QueryAssignmentResponse> {

    private static final String ASSIGNMENTS = "messageQueueAssignments";

    @Override
    public CommandType type() {
        return CommandType.QUERY_ASSIGNMENT;
    }

    @Override
    public void writeRequest(QueryAssignmentRequest request, CommandWriter out) {
        out.json(json -> json.beginObject()
                .field("clientId", request.clientId())
                .field("consumerGroup", request.consumerGroup())
                .field("messageModel", request.messageModel())
                .field("strategyName", request.strategy())
                .field("topic", request.topic())
                .endObject());
    }

    @Override
    public QueryAssignmentRequest readRequest(Frame frame) {
        JsonObject in = JsonBodyReader.read(frame.body());
        return new QueryAssignmentRequest(
                in.string("consumerGroup"),
                in.string("topic"),
                in.string("clientId"),
                in.string("strategyName", "AVG"),
                in.string("messageModel", "CLUSTERING"));
    }

    @Override
    public void writeResponse(QueryAssignmentResponse response, CommandWriter out) {
        out.json(json -> {
            json.beginObject();
            response.assignments().ifPresent(assignments -> write(assignments, json));
            json.endObject();
        });
    }

    private static void write(List<Assignment> assignments, JsonWriter json) {
        json.name(ASSIGNMENTS).beginArray();
        for (Assignment assignment : assignments) {
            json.beginObject()
                    .name("messageQueue")
                    .beginObject()
                    .field("brokerName", assignment.queue().brokerName())
                    .field("queueId", assignment.queue().queueId())
                    .field("topic", assignment.queue().topic())
                    .endObject()
                    .field("mode", assignment.mode().name())
                    .endObject();
        }
        json.endArray();
    }

    @Override
    public QueryAssignmentResponse readResponse(Frame frame) {
        JsonObject in = JsonBodyReader.read(frame.body());
        return new QueryAssignmentResponse(
                in.names().contains(ASSIGNMENTS)
                        ? Optional.of(in.objects(ASSIGNMENTS).stream()
                                .map(QueryAssignmentCodec::read)
                                .toList())
                        : Optional.empty());
    }

    private static Assignment read(JsonObject in) {
        JsonObject queue = in.object("messageQueue");
        return new Assignment(
                new MessageQueue(queue.string("topic"), queue.string("brokerName"), queue.intValue("queueId")),
                SetRequestModeCodec.mode(in, MessageRequestMode.PULL));
    }
}
