package io.mqspring.broker.handler.group;

import io.mqspring.broker.handler.HandlerParts;
import io.mqspring.broker.handler.OnReaderThread;
import io.mqspring.broker.handler.RequestDispatcher;
import io.mqspring.protocol.CommandType;

/** Registers the handlers for the members of groups and their progress. Stateless. */
public final class GroupHandlers {

    private GroupHandlers() {}

    /** Registers them. */
    public static void register(RequestDispatcher dispatcher, HandlerParts parts) {
        dispatcher.register(
                CommandType.HEARTBEAT,
                new HeartbeatHandler(
                        parts.groups(), parts.producers(), parts.claims().timeout()));
        dispatcher.register(
                CommandType.UNREGISTER_CLIENT,
                new UnregisterClientHandler(parts.groups(), parts.producers(), parts.locks()));
        dispatcher.register(
                CommandType.LOCK_BATCH_MQ,
                new LockQueuesHandler(
                        parts.locks(), parts.topics(), parts.identity().name()));
        dispatcher.register(CommandType.CHECK_CLIENT_CONFIG, new CheckClientConfigHandler());
        dispatcher.register(CommandType.UNLOCK_BATCH_MQ, new UnlockQueuesHandler(parts.locks()));
        dispatcher.register(
                CommandType.CLAIM_QUEUE, new ClaimQueueHandler(parts.claims(), parts.groups(), parts.topics()));
        dispatcher.register(
                CommandType.RELEASE_QUEUE, new ReleaseQueueHandler(parts.claims(), parts.topics(), parts.offsets()));
        dispatcher.register(CommandType.GET_CONSUMER_LIST, new GetConsumerListHandler(parts.groups()));
        dispatcher.register(CommandType.GET_CONSUMER_CONNECTIONS, new GetConsumerConnectionsHandler(parts.groups()));
        dispatcher.register(CommandType.GET_CONSUMER_RUNNING_INFO, new GetConsumerRunningInfoHandler(parts.groups()));
        dispatcher.register(
                CommandType.GET_SUBSCRIPTION_GROUPS, new GetSubscriptionGroupsHandler(parts.groupConfigs()));
        dispatcher.register(
                CommandType.GET_CONSUME_STATS,
                new OnReaderThread<>(parts.readers(), new GetConsumeStatsHandler(parts.progress())));
    }
}
