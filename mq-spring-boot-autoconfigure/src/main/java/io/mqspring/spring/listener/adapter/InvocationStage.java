package io.mqspring.spring.listener.adapter;

import io.mqspring.consumer.ConsumeResult;
import io.mqspring.spring.support.PayloadConversionException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Binds the parameters and calls the method. */
final class InvocationStage implements Stage {

    private final Object bean;
    private final Method method;
    private final List<ParameterBinder> binders;
    private final Returned returned;
    private final boolean acknowledges;
    private final @Nullable Replies replies;

    /**
     * @param replies takes what the method returns; null when it goes nowhere
     */
    InvocationStage(
            Object bean, Method method, List<ParameterBinder> binders, Signature signature, @Nullable Replies replies) {
        this.bean = bean;
        this.method = method;
        this.binders = List.copyOf(binders);
        this.returned = signature.returned();
        this.acknowledges = signature.has(Signature.Role.ACKNOWLEDGEMENT);
        this.replies = replies;
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
        return invoke(delivery, arguments);
    }

    private CompletionStage<ConsumeResult> invoke(Delivery delivery, @Nullable Object[] arguments) {
        CompletionStage<ConsumeResult> outcome = call(delivery, arguments);
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

    private CompletionStage<ConsumeResult> call(Delivery delivery, @Nullable Object[] arguments) {
        try {
            return returned.outcome(
                    method.invoke(bean, arguments), value -> reply(delivery, value), ThrownByListener::outcome);
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
