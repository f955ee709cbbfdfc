package io.mqspring.broker.handler.admin;

import io.mqspring.broker.handler.ConfigWriter;
import io.mqspring.broker.handler.HandlerParts;
import io.mqspring.broker.handler.Refusal;
import io.mqspring.broker.handler.RequestDispatcher;
import io.mqspring.broker.naming.BrokerIdentity;
import io.mqspring.broker.naming.BrokerRoutes;
import io.mqspring.broker.naming.KvConfig;
import io.mqspring.broker.topic.Topic;
import io.mqspring.broker.topic.TopicTable;
import io.mqspring.message.TopicNames;
import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.DeleteKvConfigRequest;
import io.mqspring.protocol.EmptyResponse;
import io.mqspring.protocol.GetKvConfigRequest;
import io.mqspring.protocol.GetKvListRequest;
import io.mqspring.protocol.GetSystemTopicsRequest;
import io.mqspring.protocol.GetTopicsByClusterRequest;
import io.mqspring.protocol.KvConfigResponse;
import io.mqspring.protocol.KvTableResponse;
import io.mqspring.protocol.PermissionChangeResponse;
import io.mqspring.protocol.PutKvConfigRequest;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.SettingsResponse;
import io.mqspring.protocol.SystemTopicsResponse;
import io.mqspring.protocol.TopicListResponse;
import io.mqspring.protocol.UpdateNameServerConfigRequest;
import io.mqspring.transport.RequestContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What operators do at a name server. Stateless over the parts; thread safe. */
final class NameServerAdmin {

    private final TopicTable topics;
    private final KvConfig kv;
    private final ConfigWriter config;
    private final BrokerRoutes routes;
    private final BrokerIdentity identity;

    NameServerAdmin(HandlerParts parts, AdminParts admin) {
        this.topics = parts.topics();
        this.kv = admin.kv();
        this.config = parts.config();
        this.routes = parts.routes();
        this.identity = parts.identity();
    }

    void register(RequestDispatcher dispatcher) {
        dispatcher.register(CommandType.PUT_KV_CONFIG, this::put);
        dispatcher.register(CommandType.GET_KV_CONFIG, this::get);
        dispatcher.register(CommandType.DELETE_KV_CONFIG, this::delete);
        dispatcher.register(CommandType.GET_KV_LIST, this::list);
        dispatcher.register(
                CommandType.WIPE_WRITE_PERMISSION,
                (RequestContext context, io.mqspring.protocol.WipeWritePermissionRequest request) ->
                        wipe(request.brokerName(), true));
        dispatcher.register(
                CommandType.ADD_WRITE_PERMISSION,
                (RequestContext context, io.mqspring.protocol.AddWritePermissionRequest request) ->
                        wipe(request.brokerName(), false));
        // The topic is the broker's to delete; while it exists it has a route, as after an official broker's
        // registration.
        dispatcher.register(
                CommandType.DELETE_ROUTE,
                (RequestContext context, io.mqspring.protocol.DeleteRouteRequest request) ->
                        CompletableFuture.completedFuture(new EmptyResponse()));
        dispatcher.register(CommandType.GET_TOPICS_BY_CLUSTER, this::byCluster);
        dispatcher.register(CommandType.GET_SYSTEM_TOPICS, this::systemTopics);
        // There are no units here, as at every broker that is not told of any.
        dispatcher.register(
                CommandType.GET_UNIT_TOPICS,
                (RequestContext context, io.mqspring.protocol.GetUnitTopicsRequest request) -> none());
        dispatcher.register(
                CommandType.GET_UNIT_SUBSCRIPTION_TOPICS,
                (RequestContext context, io.mqspring.protocol.GetUnitSubscriptionTopicsRequest request) -> none());
        dispatcher.register(
                CommandType.GET_OTHER_UNIT_SUBSCRIPTION_TOPICS,
                (RequestContext context, io.mqspring.protocol.GetOtherUnitSubscriptionTopicsRequest request) -> none());
        dispatcher.register(
                CommandType.GET_NAME_SERVER_CONFIG,
                (RequestContext context, io.mqspring.protocol.GetNameServerConfigRequest request) ->
                        CompletableFuture.completedFuture(new SettingsResponse("", settings())));
        dispatcher.register(CommandType.UPDATE_NAME_SERVER_CONFIG, this::refuseSettings);
    }

    private CompletableFuture<EmptyResponse> put(RequestContext context, PutKvConfigRequest request) {
        kv.put(request.namespace(), request.key(), request.value());
        return config.kv();
    }

    private CompletableFuture<KvConfigResponse> get(RequestContext context, GetKvConfigRequest request) {
        return CompletableFuture.completedFuture(new KvConfigResponse(kv.find(request.namespace(), request.key())
                .orElseThrow(() -> Refusal.of(
                        ResponseCode.QUERY_NOT_FOUND,
                        "No config item, Namespace: " + request.namespace() + " Key: " + request.key()))));
    }

    private CompletableFuture<EmptyResponse> delete(RequestContext context, DeleteKvConfigRequest request) {
        kv.remove(request.namespace(), request.key());
        return config.kv();
    }

    private CompletableFuture<KvTableResponse> list(RequestContext context, GetKvListRequest request) {
        Map<String, String> found = kv.all(request.namespace());
        if (found.isEmpty()) {
            throw Refusal.of(ResponseCode.QUERY_NOT_FOUND, "No config item, Namespace: " + request.namespace());
        }
        return CompletableFuture.completedFuture(new KvTableResponse(found));
    }

    private CompletableFuture<PermissionChangeResponse> wipe(String broker, boolean wipe) {
        int changed = broker.equals(identity.name()) ? routes.wipeWrite(wipe) : 0;
        return CompletableFuture.completedFuture(new PermissionChangeResponse(changed));
    }

    private CompletableFuture<TopicListResponse> byCluster(RequestContext context, GetTopicsByClusterRequest request) {
        List<String> found = request.cluster().equals(identity.cluster())
                ? topics.all().stream().map(Topic::name).toList()
                : List.of();
        return CompletableFuture.completedFuture(new TopicListResponse(found));
    }

    private CompletableFuture<SystemTopicsResponse> systemTopics(
            RequestContext context, GetSystemTopicsRequest request) {
        return CompletableFuture.completedFuture(new SystemTopicsResponse(
                List.of(identity.cluster(), identity.name()),
                identity.addressFor(context.peer().localAddress())));
    }

    private CompletableFuture<EmptyResponse> refuseSettings(
            RequestContext context, UpdateNameServerConfigRequest request) {
        throw Refusal.of(
                ResponseCode.NO_PERMISSION,
                "the name server is part of the embedded broker and has no settings that can be changed");
    }

    private String settings() {
        return "clusterName=" + identity.cluster() + "\norderMessageEnable=true\nreturnOrderTopicConfigToBroker=true\n"
                + "defaultTopic=" + TopicNames.AUTO_CREATE_TOPIC + "\n";
    }

    private static CompletableFuture<TopicListResponse> none() {
        return CompletableFuture.completedFuture(new TopicListResponse(List.of()));
    }
}
