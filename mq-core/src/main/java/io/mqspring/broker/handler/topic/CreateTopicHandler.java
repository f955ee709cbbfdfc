package io.mqspring.broker.handler.topic;

import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.broker.handler.Refusal;
import io.mqspring.broker.topic.Topic;
import io.mqspring.broker.topic.TopicTable;
import io.mqspring.protocol.CreateTopicRequest;
import io.mqspring.protocol.EmptyResponse;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.transport.RequestContext;
import java.util.concurrent.CompletableFuture;

/** Creates a topic or changes its settings. */
final class CreateTopicHandler implements CommandHandler<CreateTopicRequest, EmptyResponse> {

    private final TopicTable topics;

    CreateTopicHandler(TopicTable topics) {
        this.topics = topics;
    }

    @Override
    public CompletableFuture<EmptyResponse> handle(RequestContext context, CreateTopicRequest request) {
        Refusal.checkTopicName(request.topic());
        if (Topic.isInternal(request.topic())) {
            throw Refusal.of(
                    ResponseCode.INVALID_PARAMETER,
                    "topic '" + request.topic() + "' is the broker's own and cannot be changed");
        }
        try {
            topics.put(new Topic(
                    request.topic(), request.readQueues(), request.writeQueues(), request.perm(), 0, request.order()));
        } catch (IllegalArgumentException e) {
            throw Refusal.of(ResponseCode.INVALID_PARAMETER, String.valueOf(e.getMessage()));
        }
        return CompletableFuture.completedFuture(new EmptyResponse());
    }
}
