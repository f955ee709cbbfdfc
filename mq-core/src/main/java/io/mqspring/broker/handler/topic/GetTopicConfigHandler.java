package io.mqspring.broker.handler.topic;

import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.broker.handler.Refusal;
import io.mqspring.broker.topic.Topic;
import io.mqspring.broker.topic.TopicTable;
import io.mqspring.protocol.GetTopicConfigRequest;
import io.mqspring.protocol.TopicConfigResponse;
import io.mqspring.transport.RequestContext;
import java.util.concurrent.CompletableFuture;

/** A topic's settings. */
final class GetTopicConfigHandler implements CommandHandler<GetTopicConfigRequest, TopicConfigResponse> {

    private final TopicTable topics;

    GetTopicConfigHandler(TopicTable topics) {
        this.topics = topics;
    }

    @Override
    public CompletableFuture<TopicConfigResponse> handle(RequestContext context, GetTopicConfigRequest request) {
        Topic topic = topics.find(request.topic());
        if (topic == null) {
            throw Refusal.unknownTopic(request.topic());
        }
        return CompletableFuture.completedFuture(new TopicConfigResponse(
                topic.name(), topic.readQueues(), topic.writeQueues(), topic.perm(), topic.sysFlag(), topic.order()));
    }
}
