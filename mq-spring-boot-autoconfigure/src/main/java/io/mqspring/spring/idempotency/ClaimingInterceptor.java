package io.mqspring.spring.idempotency;

import io.mqspring.consumer.ConsumeResult;
import io.mqspring.spring.listener.adapter.CallInterceptor;
import io.mqspring.spring.listener.adapter.ListenerCall;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Claims the keys before the call and marks them when the results are there. Immutable. */
final class ClaimingInterceptor implements CallInterceptor {

    private final GuardedListener listener;
    private final IdempotencyStore store;
    private final Claimants claimants;
    private final Executor workers;

    /** @param workers mark what is done later: whoever completes a result must not have to wait for the store */
    ClaimingInterceptor(GuardedListener listener, IdempotencyStore store, Claimants claimants, Executor workers) {
        this.listener = listener;
        this.store = store;
        this.claimants = claimants;
        this.workers = workers;
    }

    @Override
    public CompletionStage<List<ConsumeResult>> intercept(ListenerCall call) {
        GuardedMessages messages = new GuardedMessages(listener, store, claimants.next(), call.messages());
        try {
            messages.claim();
        } catch (RuntimeException e) {
            messages.fail(e);
            messages.mark();
            throw e;
        }
        if (messages.claimed().isEmpty()) {
            return CompletableFuture.completedFuture(messages.conclude());
        }
        CompletableFuture<List<ConsumeResult>> outcome = proceed(call, messages);
        return outcome.isDone()
                ? outcome.handle((results, failure) -> finish(messages, results, failure))
                : outcome.handleAsync((results, failure) -> finish(messages, results, failure), workers);
    }

    private static CompletableFuture<List<ConsumeResult>> proceed(ListenerCall call, GuardedMessages messages) {
        try {
            return call.proceed(messages.claimed()).toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static List<ConsumeResult> finish(
            GuardedMessages messages, @Nullable List<ConsumeResult> results, @Nullable Throwable failure) {
        if (failure != null) {
            messages.fail(failure);
        } else if (results != null) {
            messages.take(results);
        }
        messages.mark();
        return messages.conclude();
    }
}
