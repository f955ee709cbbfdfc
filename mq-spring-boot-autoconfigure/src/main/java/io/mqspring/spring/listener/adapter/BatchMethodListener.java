package io.mqspring.spring.listener.adapter;

import io.mqspring.consumer.AsyncMessageListener;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.message.MessageView;
import io.mqspring.spring.listener.BatchAware;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Sends each message of a batch through the stages and calls the method with those that come through: one that cannot be
 * converted or is invalid costs only itself. Thread safe.
 */
final class BatchMethodListener implements AsyncMessageListener, BatchAware {

    private final Stage first;
    private final BatchInvocation invocation;
    private final List<CallInterceptor> interceptors;

    /** @param interceptors of calls, the outermost first */
    BatchMethodListener(Stage first, BatchInvocation invocation, List<CallInterceptor> interceptors) {
        this.first = first;
        this.invocation = invocation;
        this.interceptors = List.copyOf(interceptors);
    }

    @Override
    public boolean takesBatches() {
        return true;
    }

    @Override
    public CompletionStage<ConsumeResult> consume(List<MessageView> messages) {
        Batch batch = new Batch();
        List<CompletableFuture<ConsumeResult>> outcomes = new ArrayList<>(messages.size());
        for (MessageView message : messages) {
            outcomes.add(through(new Delivery(message, batch)));
        }
        CompletionStage<?> called = batch.size() == 0 ? CompletableFuture.completedFuture(null) : invoke(batch);
        CompletableFuture<Void> all = CompletableFuture.allOf(outcomes.toArray(CompletableFuture<?>[]::new));
        if (all.isDone()) {
            return CompletableFuture.completedFuture(together(outcomes));
        }
        CancellableResult result = new CancellableResult(() -> CancellableResult.cancel(called));
        all.whenComplete((done, failure) -> result.complete(together(outcomes)));
        return result;
    }

    /** Returns what cancels the call. */
    private CompletionStage<?> invoke(Batch batch) {
        if (interceptors.isEmpty()) {
            return invocation.invoke(batch);
        }
        AtomicReference<@Nullable CompletionStage<?>> called = new AtomicReference<>();
        List<CallMessage> messages = batch.messages();
        try {
            InterceptedCall.begin(interceptors, messages, some -> {
                        Batch part = batch.part(messages, some);
                        called.set(invocation.invoke(part));
                        return part.answers();
                    })
                    .whenComplete((results, failure) -> batch.answer(
                            failure == null ? new ConsumeResult.PerMessage(results) : ConsumeResult.retry(failure)));
        } catch (RuntimeException e) {
            batch.answer(ConsumeResult.retry(e));
        }
        CompletionStage<?> stage = called.get();
        return stage == null ? CompletableFuture.completedFuture(null) : stage;
    }

    private CompletableFuture<ConsumeResult> through(Delivery delivery) {
        try {
            return first.handle(delivery).exceptionally(ConsumeResult::retry).toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(ConsumeResult.retry(e));
        }
    }

    private static ConsumeResult together(List<CompletableFuture<ConsumeResult>> outcomes) {
        List<ConsumeResult> results =
                outcomes.stream().map(CompletableFuture::join).toList();
        return results.stream().allMatch(ConsumeResult.Success.class::isInstance)
                ? ConsumeResult.success()
                : new ConsumeResult.PerMessage(results);
    }
}
