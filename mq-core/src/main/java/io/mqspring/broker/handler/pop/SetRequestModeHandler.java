package io.mqspring.broker.handler.pop;

import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.broker.handler.Refusal;
import io.mqspring.broker.pop.RequestModes;
import io.mqspring.broker.topic.TopicTable;
import io.mqspring.message.TopicNames;
import io.mqspring.protocol.EmptyResponse;
import io.mqspring.protocol.RequestModesResponse;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.SetRequestModeRequest;
import io.mqspring.transport.RequestContext;
import java.util.concurrent.CompletableFuture;

/** Sets whether a group pulls or pops a topic. */
final class SetRequestModeHandler implements CommandHandler<SetRequestModeRequest, EmptyResponse> {

    private final TopicTable topics;
    private final RequestModes modes;

    SetRequestModeHandler(TopicTable topics, RequestModes modes) {
        this.topics = topics;
        this.modes = modes;
    }

    @Override
    public CompletableFuture<EmptyResponse> handle(RequestContext context, SetRequestModeRequest request) {
        if (TopicNames.isRetryTopic(request.topic())) {
            throw Refusal.of(
                    ResponseCode.NO_PERMISSION,
                    "retry topics are always pulled; what comes again of a popped topic comes with its pops");
        }
        Refusal.checkGroupName(request.consumerGroup());
        if (topics.find(request.topic()) == null) {
            throw Refusal.unknownTopic(request.topic());
        }
        return modes.set(new RequestModesResponse.Entry(
                        request.topic(), request.consumerGroup(), request.mode(), request.popShareQueues()))
                .thenApply(saved -> new EmptyResponse());
    }
}
