package io.mqspring.spring.idempotency;

import io.mqspring.consumer.ConsumeResult;
import io.mqspring.spring.listener.adapter.CallInterceptor;
import io.mqspring.spring.listener.adapter.ListenerCall;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Claims the keys, calls the listener and marks the keys in one transaction, which ends as the listener's own would: its proxy
 * marks it when a failure is to roll it back. A crash at any point leaves both effect and mark, or neither. Immutable.
 */
final class TransactionalInterceptor implements CallInterceptor {

    private final GuardedListener listener;
    private final IdempotencyStore store;
    private final Claimants claimants;
    private final TransactionBoundary boundary;

    TransactionalInterceptor(
            GuardedListener listener, IdempotencyStore store, Claimants claimants, TransactionBoundary boundary) {
        this.listener = listener;
        this.store = store;
        this.claimants = claimants;
        this.boundary = boundary;
    }

    @Override
    public CompletionStage<List<ConsumeResult>> intercept(ListenerCall call) {
        return CompletableFuture.completedFuture(withOneMoreTry(call));
    }

    private List<ConsumeResult> withOneMoreTry(ListenerCall call) {
        try {
            return inTransaction(call);
        } catch (ClaimConflictException first) {
            // The other one may have ended meanwhile. Nothing was done yet: claims come first.
            try {
                return inTransaction(call);
            } catch (ClaimConflictException second) {
                GuardedMessages messages = messages(call);
                messages.postponeAll();
                return messages.conclude();
            }
        }
    }

    private List<ConsumeResult> inTransaction(ListenerCall call) {
        GuardedMessages messages = messages(call);
        TransactionBoundary.Open transaction = boundary.begin();
        try {
            requireOneTransaction();
            messages.claim();
            if (!messages.claimed().isEmpty()) {
                messages.take(resultsNow(call, messages));
            }
        } catch (RuntimeException | Error e) {
            transaction.rollback();
            throw e;
        }
        end(transaction, messages);
        return messages.conclude();
    }

    private void end(TransactionBoundary.Open transaction, GuardedMessages messages) {
        if (messages.claimed().isEmpty() || transaction.isRollbackOnly()) {
            transaction.rollback();
            messages.rolledBack(new IllegalStateException(
                    "The transaction of " + listener.id() + " was rolled back, so that nothing of it is left"));
            return;
        }
        try {
            messages.markInTransaction();
        } catch (RuntimeException e) {
            transaction.rollback();
            messages.rolledBack(e);
            return;
        }
        try {
            transaction.commit();
        } catch (RuntimeException e) {
            messages.rolledBack(e);
        }
    }

    private GuardedMessages messages(ListenerCall call) {
        return new GuardedMessages(listener, store, claimants.next(), call.messages());
    }

    private void requireOneTransaction() {
        if (!store.joinsCurrentTransaction()) {
            throw new IllegalStateException("The transaction of " + listener.id()
                    + " is not one of the data source that the idempotency store writes to, so that effect and mark could"
                    + " not be one. Give the listener's @Transactional the transaction manager of that data source, or"
                    + " define an IdempotencyStore bean that uses the other one.");
        }
    }

    private List<ConsumeResult> resultsNow(ListenerCall call, GuardedMessages messages) {
        CompletableFuture<List<ConsumeResult>> results =
                call.proceed(messages.claimed()).toCompletableFuture();
        if (!results.isDone()) {
            throw new IllegalStateException(
                    "The result of " + listener.id() + " comes after its transaction, which cannot wait for it");
        }
        return results.join();
    }
}
