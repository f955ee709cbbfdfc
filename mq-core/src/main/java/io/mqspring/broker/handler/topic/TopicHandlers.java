package io.mqspring.broker.handler.topic;

import io.mqspring.broker.handler.HandlerParts;
import io.mqspring.broker.handler.OnReaderThread;
import io.mqspring.broker.handler.RequestDispatcher;
import io.mqspring.broker.naming.BrokerRoutes;
import io.mqspring.protocol.CommandType;

/** Registers the handlers for topics and routes. Stateless. */
public final class TopicHandlers {

    private TopicHandlers() {}

    /** Registers them. */
    public static void register(RequestDispatcher dispatcher, HandlerParts parts) {
        BrokerRoutes routes = parts.routes();
        dispatcher.register(CommandType.GET_ROUTE, new GetRouteHandler(routes));
        dispatcher.register(CommandType.GET_CLUSTER, new GetClusterHandler(routes));
        dispatcher.register(CommandType.GET_TOPIC_LIST, new GetTopicListHandler(parts.topics()));
        dispatcher.register(CommandType.CREATE_TOPIC, new CreateTopicHandler(parts.topics(), parts.config()));
        dispatcher.register(CommandType.GET_TOPIC_CONFIG, new GetTopicConfigHandler(parts.topics()));
        dispatcher.register(
                CommandType.GET_TOPIC_STATS,
                new OnReaderThread<>(
                        parts.readers(),
                        new GetTopicStatsHandler(
                                parts.topics(),
                                parts.store(),
                                parts.figures(),
                                parts.identity().name())));
    }
}
