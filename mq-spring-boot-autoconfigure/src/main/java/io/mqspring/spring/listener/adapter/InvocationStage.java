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
    private final boolean acknowledges;
    private final @Nullable Replies replies;

    /**
     * @param replies takes what the method returns; null when it goes nowhere
     */
    InvocationStage(
            Object bean,
            Method method,
            List<ParameterBinder> binders,
            boolean acknowledges,
            @Nullable Replies replies) {
        this.bean = bean;
        this.method = method;
        this.binders = List.copyOf(binders);
        this.acknowledges = acknowledges;
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
        ConsumeResult result;
        try {
            Object returned = method.invoke(bean, arguments);
            result = returned instanceof ConsumeResult own ? own : ConsumeResult.success();
            if (returned != null && !(returned instanceof ConsumeResult) && replies != null) {
                replies.reply(delivery.message(), returned);
            }
        } catch (InvocationTargetException e) {
            result = ThrownByListener.outcome(e.getTargetException());
        } catch (IllegalAccessException e) {
            result = ConsumeResult.retry(e);
        }
        if (!acknowledges) {
            return CompletableFuture.completedFuture(result);
        }
        if (!(result instanceof ConsumeResult.Success)) {
            delivery.acknowledgement().answer(result);
        }
        return delivery.acknowledgement().answer();
    }
}
