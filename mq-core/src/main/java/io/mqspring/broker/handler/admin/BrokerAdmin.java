package io.mqspring.broker.handler.admin;

import io.mqspring.broker.handler.HandlerParts;
import io.mqspring.broker.handler.OnReaderThread;
import io.mqspring.broker.handler.Refusal;
import io.mqspring.broker.handler.RequestDispatcher;
import io.mqspring.broker.topic.Topic;
import io.mqspring.broker.topic.TopicTable;
import io.mqspring.protocol.CleanExpiredQueuesRequest;
import io.mqspring.protocol.CleanUnusedTopicsRequest;
import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.DeleteExpiredLogRequest;
import io.mqspring.protocol.EmptyResponse;
import io.mqspring.protocol.GetBrokerConfigRequest;
import io.mqspring.protocol.GetBrokerRuntimeInfoRequest;
import io.mqspring.protocol.GetBrokerSystemTopicsRequest;
import io.mqspring.protocol.KvTableResponse;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.SettingsResponse;
import io.mqspring.protocol.TopicListResponse;
import io.mqspring.protocol.UpdateBrokerConfigRequest;
import io.mqspring.store.MessageStore;
import io.mqspring.transport.RequestContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** What operators do at a broker as a whole. Stateless over the parts; thread safe. */
final class BrokerAdmin {

    private static final String AUTO_CREATE = "autoCreateTopicEnable";
    private static final String DEFAULT_QUEUES = "defaultTopicQueueNums";

    private final TopicTable topics;
    private final MessageStore store;
    private final AdminParts admin;
    private final RuntimeTable runtime;
    private final HandlerParts parts;

    BrokerAdmin(HandlerParts parts, AdminParts admin) {
        this.parts = parts;
        this.topics = parts.topics();
        this.store = parts.store();
        this.admin = admin;
        this.runtime = new RuntimeTable(parts, admin);
    }

    void register(RequestDispatcher dispatcher) {
        dispatcher.register(
                CommandType.GET_BROKER_RUNTIME_INFO,
                new OnReaderThread<GetBrokerRuntimeInfoRequest, KvTableResponse>(
                        parts.readers(),
                        (context, request) -> CompletableFuture.completedFuture(new KvTableResponse(runtime.table()))));
        dispatcher.register(
                CommandType.GET_BROKER_CONFIG,
                (RequestContext context, GetBrokerConfigRequest request) ->
                        CompletableFuture.completedFuture(new SettingsResponse(version(), text())));
        dispatcher.register(CommandType.UPDATE_BROKER_CONFIG, this::update);
        dispatcher.register(
                CommandType.GET_BROKER_SYSTEM_TOPICS,
                (RequestContext context, GetBrokerSystemTopicsRequest request) ->
                        CompletableFuture.completedFuture(new TopicListResponse(topics.all().stream()
                                .map(Topic::name)
                                .filter(Topic::isInternal)
                                .sorted()
                                .toList())));
        dispatcher.register(
                CommandType.CLEAN_EXPIRED_QUEUES,
                new OnReaderThread<CleanExpiredQueuesRequest, EmptyResponse>(
                        parts.readers(), (context, request) -> retain()));
        dispatcher.register(
                CommandType.DELETE_EXPIRED_LOG,
                new OnReaderThread<DeleteExpiredLogRequest, EmptyResponse>(
                        parts.readers(), (context, request) -> retain()));
        dispatcher.register(
                CommandType.CLEAN_UNUSED_TOPICS,
                new OnReaderThread<CleanUnusedTopicsRequest, EmptyResponse>(
                        parts.readers(), (context, request) -> cleanUnused()));
    }

    /** Queues follow the log, so both requests are one. */
    private CompletableFuture<EmptyResponse> retain() {
        store.retain();
        return CompletableFuture.completedFuture(new EmptyResponse());
    }

    /** A message that waited for its time may have come to a topic that was deleted meanwhile. */
    private CompletableFuture<EmptyResponse> cleanUnused() {
        store.queueCounts().keySet().stream()
                .filter(topic -> topics.find(topic) == null)
                .forEach(store::deleteTopic);
        return CompletableFuture.completedFuture(new EmptyResponse());
    }

    /** All or nothing: what can be changed is changed when nothing else is asked for. */
    private CompletableFuture<EmptyResponse> update(RequestContext context, UpdateBrokerConfigRequest request) {
        Map<String, String> changes = new LinkedHashMap<>(SettingsText.parse(request.text()));
        Map<String, String> present = settings();
        changes.entrySet().removeIf(change -> change.getValue().equals(present.get(change.getKey())));
        changes.forEach((name, value) -> check(name, value, present));
        changes.forEach(this::apply);
        return CompletableFuture.completedFuture(new EmptyResponse());
    }

    private static void check(String name, String value, Map<String, String> present) {
        switch (name) {
            case AUTO_CREATE -> {
                if (!value.equals("true") && !value.equals("false")) {
                    throw wrong(name, value, "true or false");
                }
            }
            case DEFAULT_QUEUES -> {
                try {
                    Topic.of("x", Integer.parseInt(value));
                } catch (IllegalArgumentException e) {
                    throw wrong(name, value, "a number of 1 to " + Topic.MAX_QUEUES);
                }
            }
            default ->
                throw Refusal.of(
                        ResponseCode.NO_PERMISSION,
                        present.containsKey(name)
                                ? "'" + name + "' cannot be changed while the broker runs: " + SettingsText.remedy(name)
                                        + ". " + AUTO_CREATE + " and " + DEFAULT_QUEUES + " can be"
                                : "the embedded broker has no setting '" + name + "'");
        }
    }

    private void apply(String name, String value) {
        if (name.equals(AUTO_CREATE)) {
            topics.autoCreate(Boolean.parseBoolean(value));
        } else {
            topics.defaultQueues(Integer.parseInt(value));
        }
    }

    private static RuntimeException wrong(String name, String value, String expected) {
        return Refusal.of(
                ResponseCode.INVALID_PARAMETER, "'" + name + "' cannot be '" + value + "': it is " + expected);
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>(admin.settings().get());
        settings.put(AUTO_CREATE, Boolean.toString(topics.autoCreates()));
        settings.put(DEFAULT_QUEUES, Integer.toString(topics.defaultQueues()));
        return settings;
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        settings()
                .forEach((name, value) ->
                        text.append(name).append('=').append(value).append('\n'));
        return text.toString();
    }

    private String version() {
        return "{\"counter\":1,\"stateVersion\":0,\"timestamp\":" + admin.startedMillis() + "}";
    }
}
