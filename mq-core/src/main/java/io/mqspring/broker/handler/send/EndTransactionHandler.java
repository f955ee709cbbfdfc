package io.mqspring.broker.handler.send;

import io.mqspring.broker.handler.AccessRules;
import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.broker.handler.Refusal;
import io.mqspring.broker.transaction.HalfMessage;
import io.mqspring.broker.transaction.SettleCallback;
import io.mqspring.broker.transaction.TransactionCoordinator;
import io.mqspring.message.RecordBatch;
import io.mqspring.protocol.EmptyResponse;
import io.mqspring.protocol.EndTransactionRequest;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.runtime.TimeSource;
import io.mqspring.store.AppendRefusal;
import io.mqspring.store.MessageStore;
import io.mqspring.transport.RequestContext;
import java.util.concurrent.CompletableFuture;

/** Takes a producer's verdict on its half message. The refusals begin with the words of official brokers. */
final class EndTransactionHandler implements CommandHandler<EndTransactionRequest, EmptyResponse> {

    private final MessageStore store;
    private final TransactionCoordinator transactions;
    private final String brokerName;
    private final TimeSource time;

    EndTransactionHandler(MessageStore store, TransactionCoordinator transactions, String brokerName, TimeSource time) {
        this.store = store;
        this.transactions = transactions;
        this.brokerName = brokerName;
        this.time = time;
    }

    @Override
    public CompletableFuture<EmptyResponse> handle(RequestContext context, EndTransactionRequest request) {
        HalfMessage half = load(request);
        check(request, half);
        String topic = half.topic();
        AccessRules.checkPublish(context.principal(), topic == null ? "" : topic);
        Answer answer = new Answer(half, store.directory(), new CompletableFuture<>());
        transactions.settle(half, request.verdict(), answer);
        return answer.future();
    }

    private HalfMessage load(EndTransactionRequest request) {
        try (RecordBatch batch = store.recordAt(request.physicalOffset()).orElseThrow(() -> notFound(request))) {
            return HalfMessage.of(batch.toViews(brokerName).get(0)).orElseThrow(() -> notFound(request));
        }
    }

    private static RuntimeException notFound(EndTransactionRequest request) {
        return refused("Find prepared transaction message failed: there is no half message at position "
                + request.physicalOffset());
    }

    private void check(EndTransactionRequest request, HalfMessage half) {
        if (!half.group().equals(request.producerGroup())) {
            throw refused(
                    "The producer group wrong: the " + half + " is not of group '" + request.producerGroup() + "'");
        }
        if (half.offset() != request.halfOffset()) {
            throw refused("The transaction state table offset wrong: the " + half + " is at " + half.offset()
                    + ", not at " + request.halfOffset());
        }
        long timeout = transactions.rules().timeout().toMillis();
        if (!request.fromCheck() && half.isPastItsImmunity(time.wallMillis(), timeout)) {
            throw Refusal.of(
                    ResponseCode.ILLEGAL_OPERATION,
                    "the verdict on the " + half + " comes after the time that the message itself asked for: now only"
                            + " answers to the broker's checks count");
        }
    }

    private static RuntimeException refused(String remark) {
        return Refusal.of(ResponseCode.SYSTEM_ERROR, remark);
    }

    private record Answer(HalfMessage half, String directory, CompletableFuture<EmptyResponse> future)
            implements SettleCallback {

        @Override
        public void onSettled() {
            future.complete(new EmptyResponse());
        }

        @Override
        public void onSettledBefore() {
            future.completeExceptionally(Refusal.of(
                    ResponseCode.ILLEGAL_OPERATION,
                    "the " + half + " has been committed, rolled back or given up before; that stays so"));
        }

        @Override
        public void onNoTopic() {
            future.completeExceptionally(refused("the " + half + " does not say where it goes"));
        }

        @Override
        public void onRefused(AppendRefusal refusal) {
            future.completeExceptionally(StoreRefusals.explain(refusal, directory));
        }
    }
}
