package io.mqspring.spring.listener.adapter;

import io.mqspring.consumer.ConsumeResult;
import io.mqspring.spring.support.PayloadConversionException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Makes a message part of its call. The outcome comes when the method was called with all of them. */
final class JoinStage implements Stage {

    private final List<ParameterBinder> binders;

    JoinStage(List<ParameterBinder> binders) {
        this.binders = List.copyOf(binders);
    }

    @Override
    public CompletionStage<ConsumeResult> handle(Delivery delivery) {
        @Nullable Object[] row = new Object[binders.size()];
        try {
            for (int i = 0; i < row.length; i++) {
                row[i] = binders.get(i).bind(delivery);
            }
        } catch (PayloadConversionException e) {
            return CompletableFuture.completedFuture(ConsumeResult.reject(Reasons.CONVERSION, e));
        }
        delivery.batch().add(delivery, row);
        return delivery.acknowledgement().answer();
    }
}
