package io.mqspring.broker.handler.topic;

import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.broker.topic.Topic;
import io.mqspring.broker.topic.TopicTable;
import io.mqspring.protocol.GetTopicListRequest;
import io.mqspring.protocol.TopicListResponse;
import io.mqspring.transport.RequestContext;
import java.util.concurrent.CompletableFuture;

/** The names of all topics. */
final class GetTopicListHandler implements CommandHandler<GetTopicListRequest, TopicListResponse> {

    private final TopicTable topics;

    GetTopicListHandler(TopicTable topics) {
        this.topics = topics;
    }

    @Override
    public CompletableFuture<TopicListResponse> handle(RequestContext context, GetTopicListRequest request) {
        return CompletableFuture.completedFuture(
                new TopicListResponse(topics.all().stream().map(Topic::name).toList()));
    }
}
