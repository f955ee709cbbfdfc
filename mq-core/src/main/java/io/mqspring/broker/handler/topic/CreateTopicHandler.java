package io.mqspring.broker.handler.topic;

import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.broker.handler.ConfigWriter;
import io.mqspring.broker.handler.TopicChanges;
import io.mqspring.broker.topic.TopicTable;
import io.mqspring.protocol.CreateTopicRequest;
import io.mqspring.protocol.EmptyResponse;
import io.mqspring.transport.RequestContext;
import java.util.concurrent.CompletableFuture;

/** Creates a topic or changes its settings; answers when that survives a crash. */
final class CreateTopicHandler implements CommandHandler<CreateTopicRequest, EmptyResponse> {

    private final TopicTable topics;
    private final ConfigWriter config;

    CreateTopicHandler(TopicTable topics, ConfigWriter config) {
        this.topics = topics;
        this.config = config;
    }

    @Override
    public CompletableFuture<EmptyResponse> handle(RequestContext context, CreateTopicRequest request) {
        topics.put(TopicChanges.checked(
                request.topic(), request.readQueues(), request.writeQueues(), request.perm(), 0, request.order()));
        return config.topics();
    }
}
