package io.mqspring.spring.core;

import io.mqspring.producer.Producer;
import io.mqspring.producer.SendException;
import io.mqspring.spring.support.MqMessageConverter;
import io.mqspring.spring.support.PayloadConversionException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessagingException;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.core.AbstractMessageSendingTemplate;
import org.springframework.messaging.core.MessagePostProcessor;
import org.springframework.messaging.support.MessageBuilder;

/**
 * The {@link MqOperations} to inject. Sends with one producer, on the caller's thread; holds no state of its own. Thread
 * safe. As {@code MessageSendingOperations} it waits until the message is stored, and payloads are encoded by the same
 * {@link MqMessageConverter} as everywhere, not by a {@code MessageConverter}.
 */
public class MqTemplate extends AbstractMessageSendingTemplate<String> implements MqOperations {

    private final Producer producer;
    private final MqMessageConverter converter;

    public MqTemplate(Producer producer, MqMessageConverter converter) {
        this.producer = producer;
        this.converter = converter;
    }

    @Override
    public Draft message(Object payload) {
        return new MessageDraft(producer, converter, payload);
    }

    /** Leaves the payload as it is: it is encoded when it is sent. */
    @Override
    protected Message<?> doConvert(
            Object payload, @Nullable Map<String, Object> headers, @Nullable MessagePostProcessor postProcessor) {
        MessageBuilder<?> builder = MessageBuilder.withPayload(payload);
        if (headers != null) {
            builder.copyHeaders(headers);
        }
        Message<?> message = builder.build();
        return postProcessor == null ? message : postProcessor.postProcessMessage(message);
    }

    @Override
    protected void doSend(String destination, Message<?> message) {
        Draft draft = message(message.getPayload());
        message.getHeaders().forEach(draft::header);
        draft.to(destination);
        try {
            draft.send();
        } catch (PayloadConversionException e) {
            throw new MessageConversionException(message, String.valueOf(e.getMessage()), e);
        } catch (SendException e) {
            throw new MessagingException(message, String.valueOf(e.getMessage()), e);
        }
    }
}
