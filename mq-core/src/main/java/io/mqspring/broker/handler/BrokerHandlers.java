package io.mqspring.broker.handler;

import io.mqspring.broker.naming.BrokerRoutes;
import io.mqspring.protocol.CommandType;

/** Makes the dispatcher with a handler for every request that a broker, or a name server, answers. Stateless. */
public final class BrokerHandlers {

    private BrokerHandlers() {}

    /**
     * @param firstQueueTurn where the choice of queues for undecided senders begins
     */
    public static RequestDispatcher create(HandlerParts parts, int firstQueueTurn) {
        RequestDispatcher dispatcher = new RequestDispatcher();
        SendTargets targets = new SendTargets(parts.topics(), parts.groupConfigs(), firstQueueTurn);
        registerSends(dispatcher, parts, targets);
        registerTransactions(dispatcher, parts);
        registerRecalls(dispatcher, parts);
        registerPulls(dispatcher, parts);
        registerOffsets(dispatcher, parts);
        registerGroups(dispatcher, parts);
        registerTopics(dispatcher, parts);
        return dispatcher;
    }

    private static void registerSends(RequestDispatcher dispatcher, HandlerParts parts, SendTargets targets) {
        SystemProperties properties =
                new SystemProperties(parts.ids(), parts.identity().cluster());
        SendLimits limits = new SendLimits(parts.maxBodyBytes());
        dispatcher.register(
                CommandType.SEND_MESSAGE,
                new SendMessageHandler(
                        parts.store(),
                        targets,
                        parts.groupConfigs(),
                        properties,
                        limits,
                        parts.storeHost(),
                        parts.identity().name(),
                        parts.counter(),
                        parts.time()));
        dispatcher.register(
                CommandType.SEND_BATCH_MESSAGE,
                new SendBatchMessageHandler(
                        parts.store(), targets, properties, limits, parts.storeHost(), parts.counter()));
        dispatcher.register(
                CommandType.CONSUMER_SEND_MSG_BACK,
                new OnReaderThread<>(
                        parts.readers(),
                        new SendBackHandler(
                                parts.store(),
                                targets,
                                parts.groupConfigs(),
                                parts.storeHost(),
                                parts.identity().name(),
                                parts.time())));
    }

    private static void registerTransactions(RequestDispatcher dispatcher, HandlerParts parts) {
        dispatcher.register(
                CommandType.END_TRANSACTION,
                new OnReaderThread<>(
                        parts.readers(),
                        new EndTransactionHandler(
                                parts.store(),
                                parts.transactions(),
                                parts.identity().name(),
                                parts.time())));
    }

    private static void registerRecalls(RequestDispatcher dispatcher, HandlerParts parts) {
        dispatcher.register(
                CommandType.RECALL_MESSAGE,
                new OnReaderThread<>(
                        parts.readers(),
                        new RecallMessageHandler(
                                parts.store(),
                                parts.timers(),
                                parts.topics(),
                                parts.identity().name(),
                                parts.time())));
    }

    private static void registerPulls(RequestDispatcher dispatcher, HandlerParts parts) {
        PullChecks checks = new PullChecks(parts.topics(), parts.groupConfigs(), parts.groups());
        PullParts pullParts = new PullParts(
                parts.store(), parts.hold(), parts.readers(), parts.pullPolicy(), parts.counter(), parts.time());
        PullMessageHandler pulls = new PullMessageHandler(checks, parts.offsets(), pullParts);
        dispatcher.register(CommandType.PULL_MESSAGE, pulls);
        dispatcher.register(CommandType.LITE_PULL_MESSAGE, pulls);
    }

    private static void registerOffsets(RequestDispatcher dispatcher, HandlerParts parts) {
        dispatcher.register(
                CommandType.QUERY_CONSUMER_OFFSET, new QueryConsumerOffsetHandler(parts.offsets(), parts.store()));
        dispatcher.register(
                CommandType.UPDATE_CONSUMER_OFFSET, new UpdateConsumerOffsetHandler(parts.topics(), parts.offsets()));
        dispatcher.register(CommandType.GET_MAX_OFFSET, new GetMaxOffsetHandler(parts.store()));
        dispatcher.register(CommandType.GET_MIN_OFFSET, new GetMinOffsetHandler(parts.store()));
        dispatcher.register(
                CommandType.SEARCH_OFFSET_BY_TIMESTAMP,
                new OnReaderThread<>(parts.readers(), new SearchOffsetHandler(parts.store())));
        dispatcher.register(
                CommandType.GET_EARLIEST_STORE_TIME,
                new OnReaderThread<>(parts.readers(), new GetEarliestStoreTimeHandler(parts.store())));
    }

    private static void registerGroups(RequestDispatcher dispatcher, HandlerParts parts) {
        dispatcher.register(CommandType.HEARTBEAT, new HeartbeatHandler(parts.groups(), parts.producers()));
        dispatcher.register(
                CommandType.UNREGISTER_CLIENT, new UnregisterClientHandler(parts.groups(), parts.producers()));
        dispatcher.register(CommandType.GET_CONSUMER_LIST, new GetConsumerListHandler(parts.groups()));
        dispatcher.register(CommandType.GET_CONSUMER_CONNECTIONS, new GetConsumerConnectionsHandler(parts.groups()));
        dispatcher.register(CommandType.GET_CONSUMER_RUNNING_INFO, new GetConsumerRunningInfoHandler(parts.groups()));
        dispatcher.register(
                CommandType.GET_SUBSCRIPTION_GROUPS, new GetSubscriptionGroupsHandler(parts.groupConfigs()));
        dispatcher.register(
                CommandType.GET_CONSUME_STATS,
                new OnReaderThread<>(
                        parts.readers(),
                        new GetConsumeStatsHandler(
                                parts.topics(),
                                parts.offsets(),
                                parts.store(),
                                parts.identity().name())));
    }

    private static void registerTopics(RequestDispatcher dispatcher, HandlerParts parts) {
        BrokerRoutes routes = new BrokerRoutes(parts.topics(), parts.identity());
        dispatcher.register(CommandType.GET_ROUTE, new GetRouteHandler(routes));
        dispatcher.register(CommandType.GET_CLUSTER, new GetClusterHandler(routes));
        dispatcher.register(CommandType.GET_TOPIC_LIST, new GetTopicListHandler(parts.topics()));
        dispatcher.register(CommandType.CREATE_TOPIC, new CreateTopicHandler(parts.topics()));
        dispatcher.register(CommandType.GET_TOPIC_CONFIG, new GetTopicConfigHandler(parts.topics()));
        dispatcher.register(
                CommandType.GET_TOPIC_STATS,
                new OnReaderThread<>(
                        parts.readers(),
                        new GetTopicStatsHandler(
                                parts.topics(), parts.store(), parts.identity().name())));
    }
}
