package io.mqspring.broker.handler.pop;

import io.mqspring.broker.group.GroupMember;
import io.mqspring.broker.group.GroupRegistry;
import io.mqspring.broker.group.GroupView;
import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.broker.pop.QueueShares;
import io.mqspring.broker.pop.RequestModes;
import io.mqspring.broker.topic.Topic;
import io.mqspring.broker.topic.TopicTable;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.TopicNames;
import io.mqspring.protocol.MessageRequestMode;
import io.mqspring.protocol.QueryAssignmentRequest;
import io.mqspring.protocol.QueryAssignmentResponse;
import io.mqspring.protocol.QueryAssignmentResponse.Assignment;
import io.mqspring.protocol.RequestModesResponse;
import io.mqspring.transport.RequestContext;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** Tells a member which queues it has. Who cannot be told yet, having sent no heartbeat, keeps what it has. */
final class QueryAssignmentHandler implements CommandHandler<QueryAssignmentRequest, QueryAssignmentResponse> {

    private static final String BROADCASTING = "BROADCASTING";
    private static final int ALL_QUEUES = -1;

    private final TopicTable topics;
    private final GroupRegistry groups;
    private final RequestModes modes;
    private final String brokerName;

    QueryAssignmentHandler(TopicTable topics, GroupRegistry groups, RequestModes modes, String brokerName) {
        this.topics = topics;
        this.groups = groups;
        this.modes = modes;
        this.brokerName = brokerName;
    }

    @Override
    public CompletableFuture<QueryAssignmentResponse> handle(RequestContext context, QueryAssignmentRequest request) {
        boolean retries = TopicNames.isRetryTopic(request.topic());
        RequestModesResponse.Entry mode = retries
                ? new RequestModesResponse.Entry(request.topic(), request.consumerGroup(), MessageRequestMode.PULL, 0)
                : modes.find(request.topic(), request.consumerGroup());
        Topic topic = topics.find(request.topic());
        Optional<List<Assignment>> assignments = topic == null
                ? Optional.empty()
                : queues(request, topic.readQueues(), mode).map(queues -> queues.stream()
                        .map(queueId ->
                                new Assignment(new MessageQueue(request.topic(), brokerName, queueId), mode.mode()))
                        .toList());
        return CompletableFuture.completedFuture(new QueryAssignmentResponse(assignments));
    }

    private Optional<List<Integer>> queues(
            QueryAssignmentRequest request, int queues, RequestModesResponse.Entry mode) {
        if (request.messageModel().equals(BROADCASTING)) {
            return Optional.of(IntStream.range(0, queues).boxed().toList());
        }
        Optional<GroupView> group = groups.find(request.consumerGroup());
        if (group.isEmpty()) {
            return Optional.empty();
        }
        List<String> members = group.get().members().stream()
                .map(GroupMember::clientId)
                .sorted()
                .toList();
        if (mode.mode() == MessageRequestMode.PULL) {
            return QueueShares.alone(request.strategy(), request.clientId(), members, queues);
        }
        return mode.popShareQueues() <= 0
                ? Optional.of(List.of(ALL_QUEUES))
                : QueueShares.shared(request.strategy(), request.clientId(), members, queues, mode.popShareQueues());
    }
}
