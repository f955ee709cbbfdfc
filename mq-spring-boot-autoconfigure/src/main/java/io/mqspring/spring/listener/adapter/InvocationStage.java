package io.mqspring.spring.listener.adapter;

import io.mqspring.consumer.ConsumeResult;
import io.mqspring.spring.support.PayloadConversionException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Binds the parameters and calls the method, unless an interceptor answers instead. */
final class InvocationStage implements Stage {

    private final Object bean;
    private final Method method;
    private final List<ParameterBinder> binders;
    private final Returned returned;
    private final boolean acknowledges;
    private final @Nullable Replies replies;
    private final List<CallInterceptor> interceptors;

    /**
     * @param replies takes what the method returns; null when it goes nowhere
     * @param interceptors of calls, the outermost first
     */
    InvocationStage(
            Object bean,
            Method method,
            List<ParameterBinder> binders,
            Signature signature,
            @Nullable Replies replies,
            List<CallInterceptor> interceptors) {
        this.bean = bean;
        this.method = method;
        this.binders = List.copyOf(binders);
        this.returned = signature.returned();
        this.acknowledges = signature.has(Signature.Role.ACKNOWLEDGEMENT);
        this.replies = replies;
        this.interceptors = List.copyOf(interceptors);
    }

    @Override
    public CompletionStage<ConsumeResult> handle(Delivery delivery) {
        @Nullable Object[] arguments = new Object[binders.size()];
        try {
            for (int i = 0; i < arguments.length; i++) {
                arguments[i] = binders.get(i).bind(delivery);
            }
        } catch (PayloadConversionException e) {
            return CompletableFuture.completedFuture(ConsumeResult.reject(Reasons.CONVERSION, e));
        }
        if (interceptors.isEmpty()) {
            return invoke(delivery, arguments, value -> reply(delivery, value));
        }
        return intercepted(delivery, arguments);
    }

    /** A reply waits for the interceptors: a transaction, say, may still be rolled back after the method has returned. */
    private CompletionStage<ConsumeResult> intercepted(Delivery delivery, @Nullable Object[] arguments) {
        AtomicReference<@Nullable Object> returned = new AtomicReference<>();
        AtomicReference<@Nullable CompletionStage<?>> called = new AtomicReference<>();
        CompletionStage<ConsumeResult> outcome = InterceptedCall.begin(
                        interceptors, List.of(CallMessage.of(delivery, arguments)), messages -> {
                            CompletionStage<ConsumeResult> stage = invoke(delivery, arguments, returned::set);
                            called.set(stage);
                            return stage.thenApply(List::of);
                        })
                .thenApply(results -> {
                    ConsumeResult result = results.get(0);
                    Object value = returned.get();
                    if (value != null && result instanceof ConsumeResult.Success) {
                        reply(delivery, value);
                    }
                    return result;
                });
        return called.get() instanceof CancellableResult stage ? CancellableResult.of(outcome, stage) : outcome;
    }

    private CompletionStage<ConsumeResult> invoke(
            Delivery delivery, @Nullable Object[] arguments, Consumer<Object> values) {
        CompletionStage<ConsumeResult> outcome = call(arguments, values);
        if (!acknowledges) {
            return outcome;
        }
        PendingAcknowledgement acknowledgement = delivery.acknowledgement();
        outcome.whenComplete((result, failure) -> {
            // Having returned says nothing yet.
            if (failure != null) {
                acknowledgement.answer(ConsumeResult.retry(failure));
            } else if (!(result instanceof ConsumeResult.Success)) {
                acknowledgement.answer(result);
            }
        });
        return acknowledgement.answer();
    }

    private CompletionStage<ConsumeResult> call(@Nullable Object[] arguments, Consumer<Object> values) {
        try {
            return returned.outcome(method.invoke(bean, arguments), values, ThrownByListener::outcome);
        } catch (InvocationTargetException e) {
            return CompletableFuture.completedFuture(ThrownByListener.outcome(e.getTargetException()));
        } catch (IllegalAccessException e) {
            return CompletableFuture.completedFuture(ConsumeResult.retry(e));
        }
    }

    private void reply(Delivery delivery, Object value) {
        if (replies != null) {
            replies.reply(delivery.message(), value);
        }
    }
}
