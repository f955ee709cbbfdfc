package io.mqspring.spring.listener.adapter;

import io.mqspring.consumer.ConsumeResult;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Calls a method with the messages of a batch, and answers for them. Immutable; called by many workers at once. */
final class BatchInvocation {

    private final Object bean;
    private final Method method;
    private final List<Signature.Role> parameters;
    private final Returned returned;
    private final boolean acknowledges;

    BatchInvocation(Object bean, Method method, Signature signature) {
        this.bean = bean;
        this.method = method;
        this.parameters =
                signature.parameters().stream().map(Signature.Bound::role).toList();
        this.returned = signature.returned();
        this.acknowledges = signature.has(Signature.Role.ACKNOWLEDGEMENT);
    }

    /** Calls the method; what cancels the call when its result is awaited is the stage that comes back. */
    CompletionStage<?> invoke(Batch batch) {
        CompletionStage<ConsumeResult> outcome = call(batch);
        outcome.whenComplete((result, failure) -> {
            // A method that acknowledges has not said anything by returning.
            if (!acknowledges || failure != null || !(result instanceof ConsumeResult.Success)) {
                batch.answer(failure == null ? result : ConsumeResult.retry(failure));
            }
        });
        return outcome;
    }

    private CompletionStage<ConsumeResult> call(Batch batch) {
        @Nullable Object[] arguments = new Object[parameters.size()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = parameters.get(i) == Signature.Role.ACKNOWLEDGEMENT
                    ? new PendingBatchAcknowledgement(batch)
                    : batch.values(i);
        }
        try {
            return returned.outcome(
                    method.invoke(bean, arguments),
                    value -> {},
                    failure -> ThrownByListener.batchOutcome(failure, batch.size()));
        } catch (InvocationTargetException e) {
            return CompletableFuture.completedFuture(
                    ThrownByListener.batchOutcome(e.getTargetException(), batch.size()));
        } catch (IllegalAccessException e) {
            return CompletableFuture.completedFuture(ConsumeResult.retry(e));
        }
    }
}
