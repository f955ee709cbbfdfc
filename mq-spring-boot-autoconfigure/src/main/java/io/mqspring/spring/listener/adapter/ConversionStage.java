package io.mqspring.spring.listener.adapter;

import io.mqspring.consumer.ConsumeResult;
import io.mqspring.spring.support.MqMessageConverter;
import io.mqspring.spring.support.PayloadConversionException;
import java.lang.reflect.Type;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Makes the payload from the body. What cannot be converted now never can: it is rejected. */
final class ConversionStage implements Stage {

    private final MqMessageConverter converter;
    private final Type payloadType;
    private final Stage next;

    ConversionStage(MqMessageConverter converter, Type payloadType, Stage next) {
        this.converter = converter;
        this.payloadType = payloadType;
        this.next = next;
    }

    @Override
    public CompletionStage<ConsumeResult> handle(Delivery delivery) {
        try {
            delivery.payload(converter.fromMessage(delivery.message(), payloadType));
        } catch (PayloadConversionException e) {
            return CompletableFuture.completedFuture(ConsumeResult.reject(Reasons.CONVERSION, e));
        }
        return next.handle(delivery);
    }
}
