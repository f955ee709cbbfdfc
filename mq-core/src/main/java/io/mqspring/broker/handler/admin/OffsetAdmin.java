package io.mqspring.broker.handler.admin;

import io.mqspring.broker.group.ConsumerOffsets;
import io.mqspring.broker.group.GroupMember;
import io.mqspring.broker.group.GroupView;
import io.mqspring.broker.handler.HandlerParts;
import io.mqspring.broker.handler.MemberExchange;
import io.mqspring.broker.handler.OnReaderThread;
import io.mqspring.broker.handler.Refusal;
import io.mqspring.broker.handler.RequestDispatcher;
import io.mqspring.broker.topic.Topic;
import io.mqspring.message.MessageQueue;
import io.mqspring.protocol.CloneGroupOffsetRequest;
import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.ConsumeTimeSpanResponse;
import io.mqspring.protocol.ConsumerOffsetsResponse;
import io.mqspring.protocol.ConsumerStatusResponse;
import io.mqspring.protocol.DelayOffsetsResponse;
import io.mqspring.protocol.EmptyResponse;
import io.mqspring.protocol.GetAllConsumerOffsetsRequest;
import io.mqspring.protocol.GetClientStatusRequest;
import io.mqspring.protocol.GetConsumerStatusRequest;
import io.mqspring.protocol.GetDelayOffsetsRequest;
import io.mqspring.protocol.QueryConsumeTimeSpanRequest;
import io.mqspring.protocol.QueueOffsetsResponse;
import io.mqspring.protocol.ResetClientOffsetRequest;
import io.mqspring.protocol.ResetOffsetRequest;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.store.MessageStore;
import io.mqspring.transport.RequestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;

/** What operators do with the offsets of groups. Reads old parts of the log; thread safe. */
final class OffsetAdmin {

    private static final int ALL_QUEUES = -1;

    private final HandlerParts parts;
    private final AdminParts admin;
    private final ConsumerOffsets offsets;
    private final MessageStore store;
    private final String brokerName;

    OffsetAdmin(HandlerParts parts, AdminParts admin) {
        this.parts = parts;
        this.admin = admin;
        this.offsets = parts.offsets();
        this.store = parts.store();
        this.brokerName = parts.identity().name();
    }

    void register(RequestDispatcher dispatcher) {
        dispatcher.register(
                CommandType.RESET_OFFSET,
                new OnReaderThread<ResetOffsetRequest, QueueOffsetsResponse>(parts.readers(), this::reset));
        dispatcher.register(CommandType.GET_CONSUMER_STATUS, this::status);
        dispatcher.register(CommandType.CLONE_GROUP_OFFSET, this::copy);
        dispatcher.register(
                CommandType.QUERY_CONSUME_TIME_SPAN,
                new OnReaderThread<QueryConsumeTimeSpanRequest, ConsumeTimeSpanResponse>(
                        parts.readers(), this::timeSpan));
        dispatcher.register(
                CommandType.GET_ALL_CONSUMER_OFFSETS,
                (RequestContext context, GetAllConsumerOffsetsRequest request) ->
                        CompletableFuture.completedFuture(new ConsumerOffsetsResponse(all())));
        dispatcher.register(
                CommandType.GET_DELAY_OFFSETS,
                (RequestContext context, GetDelayOffsetsRequest request) ->
                        CompletableFuture.completedFuture(new DelayOffsetsResponse(
                                new TreeMap<>(admin.delayOffsets().get()))));
    }

    /**
     * Moves the group here; its members hear of it with their next pull, and pulls that wait are woken for that. Broadcasting
     * members keep their offsets themselves and are told.
     */
    private CompletableFuture<QueueOffsetsResponse> reset(RequestContext context, ResetOffsetRequest request) {
        Topic topic = parts.topics().find(request.topic());
        if (topic == null) {
            throw Refusal.unknownTopic(request.topic());
        }
        Optional<GroupView> members = parts.groups().find(request.group());
        if (members.isEmpty() && parts.groupConfigs().find(request.group()).isEmpty()) {
            throw GroupAdmin.unknownGroup(request.group());
        }
        Map<MessageQueue, Long> targets = new TreeMap<>();
        for (int queueId : queues(topic, request.queueId())) {
            targets.put(new MessageQueue(request.topic(), brokerName, queueId), target(request, queueId));
        }
        if (members.map(GroupView::isBroadcasting).orElse(false)) {
            ResetClientOffsetRequest notice = new ResetClientOffsetRequest(request.topic(), request.group(), targets);
            members.orElseThrow().members().forEach(member -> member.peer().oneWay(notice));
            return CompletableFuture.completedFuture(new QueueOffsetsResponse(targets));
        }
        targets.forEach((queue, offset) -> {
            if (members.isPresent()) {
                offsets.reset(request.group(), request.topic(), queue.queueId(), offset);
            } else {
                offsets.commit(request.group(), request.topic(), queue.queueId(), offset);
            }
        });
        parts.hold().wake(request.topic());
        return admin.removals().saved().thenApply(done -> new QueueOffsetsResponse(targets));
    }

    private static List<Integer> queues(Topic topic, int only) {
        if (only == ALL_QUEUES) {
            List<Integer> all = new ArrayList<>();
            for (int queueId = 0; queueId < topic.readQueues(); queueId++) {
                all.add(queueId);
            }
            return all;
        }
        if (only < 0 || only >= topic.readQueues()) {
            throw Refusal.noSuchQueue(topic.name(), only, topic.readQueues());
        }
        return List.of(only);
    }

    private long target(ResetOffsetRequest request, int queueId) {
        long min = store.minOffset(request.topic(), queueId);
        long max = store.maxOffset(request.topic(), queueId);
        if (request.offset() >= 0) {
            if (request.offset() < min || request.offset() > max) {
                throw Refusal.of(
                        ResponseCode.INVALID_PARAMETER,
                        "queue " + queueId + " of topic '" + request.topic() + "' has offsets " + min + " to " + max
                                + ", a group cannot be moved to " + request.offset());
            }
            return request.offset();
        }
        return request.timestamp() < 0 ? max : store.offsetByTime(request.topic(), queueId, request.timestamp());
    }

    private CompletableFuture<ConsumerStatusResponse> status(RequestContext context, GetConsumerStatusRequest request) {
        GroupView group = parts.groups()
                .find(request.group())
                .orElseThrow(() -> Refusal.of(
                        ResponseCode.CONSUMER_NOT_ONLINE, "the consumer group[" + request.group() + "] not online"));
        String only = request.clientId();
        List<GroupMember> asked = group.members().stream()
                .filter(member -> only == null || only.isEmpty() || only.equals(member.clientId()))
                .toList();
        if (asked.isEmpty()) {
            throw Refusal.of(
                    ResponseCode.SYSTEM_ERROR, "The Consumer <" + request.group() + "> <" + only + "> not online");
        }
        Map<String, Map<MessageQueue, Long>> clients = new ConcurrentSkipListMap<>();
        List<CompletableFuture<Void>> answers = asked.stream()
                .map(member -> MemberExchange.ask(
                                member, new GetClientStatusRequest(request.topic(), request.group()), request.group())
                        .thenAccept(answer -> clients.put(member.clientId(), answer.offsets())))
                .toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> new ConsumerStatusResponse(clients));
    }

    private CompletableFuture<EmptyResponse> copy(RequestContext context, CloneGroupOffsetRequest request) {
        Refusal.checkGroupName(request.toGroup());
        String only = request.topic();
        List<String> topics =
                only == null || only.isEmpty() ? parts.progress().topics(request.fromGroup()) : List.of(only);
        for (String topic : topics) {
            if (parts.topics().find(topic) == null) {
                throw Refusal.unknownTopic(topic);
            }
            offsets.queues(request.fromGroup(), topic)
                    .forEach((queueId, offset) -> offsets.commit(request.toGroup(), topic, queueId, offset));
        }
        parts.groupConfigs().findOrCreate(request.toGroup());
        return admin.removals().saved().thenApply(done -> new EmptyResponse());
    }

    private CompletableFuture<ConsumeTimeSpanResponse> timeSpan(
            RequestContext context, QueryConsumeTimeSpanRequest request) {
        Topic topic = parts.topics().find(request.topic());
        if (topic == null) {
            throw Refusal.unknownTopic(request.topic());
        }
        List<ConsumeTimeSpanResponse.Span> spans = new ArrayList<>();
        for (int queueId = 0; queueId < topic.writeQueues(); queueId++) {
            spans.add(span(request.group(), request.topic(), queueId));
        }
        return CompletableFuture.completedFuture(new ConsumeTimeSpanResponse(spans));
    }

    private ConsumeTimeSpanResponse.Span span(String group, String topic, int queueId) {
        long max = store.maxOffset(topic, queueId);
        long min = store.minOffset(topic, queueId);
        long first = store.storeTimestamp(topic, queueId, min).orElse(0);
        long consumed = offsets.committed(group, topic, queueId).orElse(min);
        long next =
                consumed < max ? store.storeTimestamp(topic, queueId, consumed).orElse(0) : 0;
        return new ConsumeTimeSpanResponse.Span(
                new MessageQueue(topic, brokerName, queueId),
                first,
                max > 0 ? store.storeTimestamp(topic, queueId, max - 1).orElse(0) : 0,
                consumed > 0
                        ? store.storeTimestamp(topic, queueId, consumed - 1).orElse(first)
                        : first,
                next == 0 ? 0 : Math.max(0, parts.time().wallMillis() - next));
    }

    private Map<String, Map<Integer, Long>> all() {
        Map<String, Map<Integer, Long>> all = new TreeMap<>();
        for (String group : offsets.groups()) {
            for (String topic : offsets.topics(group)) {
                all.put(topic + "@" + group, new TreeMap<>(offsets.queues(group, topic)));
            }
        }
        return all;
    }
}
