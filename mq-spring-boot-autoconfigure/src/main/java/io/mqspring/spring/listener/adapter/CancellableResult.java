package io.mqspring.spring.listener.adapter;

import io.mqspring.consumer.ConsumeResult;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A result whose cancelling stops what it is waiting for. Thread safe. */
final class CancellableResult extends CompletableFuture<ConsumeResult> {

    private final Runnable stop;

    /**
     * @param stop called when nobody waits any more; may be called again
     */
    CancellableResult(Runnable stop) {
        this.stop = stop;
    }

    /** What an outcome is, with the stage that it rests on cancelled together with it. */
    static CancellableResult of(CompletionStage<ConsumeResult> outcome, CompletionStage<?> stage) {
        CancellableResult result = new CancellableResult(() -> cancel(stage));
        outcome.whenComplete((value, failure) -> {
            if (failure == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(failure);
            }
        });
        return result;
    }

    /** Passes cancelling on to a stage that understands it. */
    static void cancel(CompletionStage<?> stage) {
        if (stage instanceof CancellableResult result) {
            result.cancel(true);
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        stop.run();
        return cancelled;
    }
}
