package io.mqspring.broker.handler.send;

import io.mqspring.broker.handler.HandlerParts;
import io.mqspring.broker.handler.OnReaderThread;
import io.mqspring.broker.handler.RequestDispatcher;
import io.mqspring.protocol.CommandType;

/** Registers the handlers for what writes messages: sends, batches, transactions' ends, send-backs and recalls. Stateless. */
public final class SendHandlers {

    private SendHandlers() {}

    /**
     * Registers them.
     *
     * @param firstQueueTurn where the choice of queues for undecided senders begins
     */
    public static void register(RequestDispatcher dispatcher, HandlerParts parts, int firstQueueTurn) {
        registerSends(dispatcher, parts, new SendTargets(parts.topics(), parts.groupConfigs(), firstQueueTurn));
        registerTransactions(dispatcher, parts);
        registerRecalls(dispatcher, parts);
        registerReplies(dispatcher, parts);
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
                        parts.locks(),
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
                                parts.counter(),
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

    private static void registerReplies(RequestDispatcher dispatcher, HandlerParts parts) {
        dispatcher.register(
                CommandType.SEND_REPLY_MESSAGE,
                new SendReplyHandler(
                        parts.producers(), new SendLimits(parts.maxBodyBytes()), parts.storeHost(), parts.time()));
    }
}
