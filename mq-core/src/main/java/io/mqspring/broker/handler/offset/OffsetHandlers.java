package io.mqspring.broker.handler.offset;

import io.mqspring.broker.handler.HandlerParts;
import io.mqspring.broker.handler.OnReaderThread;
import io.mqspring.broker.handler.RequestDispatcher;
import io.mqspring.protocol.CommandType;

/** Registers the handlers for offsets, of queues and of groups. Stateless. */
public final class OffsetHandlers {

    private OffsetHandlers() {}

    /** Registers them. */
    public static void register(RequestDispatcher dispatcher, HandlerParts parts) {
        dispatcher.register(
                CommandType.QUERY_CONSUMER_OFFSET, new QueryConsumerOffsetHandler(parts.offsets(), parts.store()));
        dispatcher.register(
                CommandType.UPDATE_CONSUMER_OFFSET,
                new UpdateConsumerOffsetHandler(
                        parts.topics(), parts.groupConfigs(), parts.groups(), parts.claims(), parts.offsets()));
        dispatcher.register(CommandType.GET_MAX_OFFSET, new GetMaxOffsetHandler(parts.store()));
        dispatcher.register(CommandType.GET_MIN_OFFSET, new GetMinOffsetHandler(parts.store()));
        dispatcher.register(
                CommandType.SEARCH_OFFSET_BY_TIMESTAMP,
                new OnReaderThread<>(parts.readers(), new SearchOffsetHandler(parts.store())));
        dispatcher.register(
                CommandType.GET_EARLIEST_STORE_TIME,
                new OnReaderThread<>(parts.readers(), new GetEarliestStoreTimeHandler(parts.store())));
    }
}
