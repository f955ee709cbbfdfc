package io.mqspring.spring.core;

import io.mqspring.producer.Producer;
import io.mqspring.producer.SendException;
import io.mqspring.producer.SendResult;
import io.mqspring.producer.TransactionResult;
import io.mqspring.spring.support.MqMessageConverter;
import io.mqspring.spring.support.PayloadConversionException;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
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
    private final MqTransactions transactions;

    /** Without transactions. */
    public MqTemplate(Producer producer, MqMessageConverter converter) {
        this(producer, converter, MqTransactions.none(converter));
    }

    public MqTemplate(Producer producer, MqMessageConverter converter, MqTransactions transactions) {
        this.producer = producer;
        this.converter = converter;
        this.transactions = transactions;
    }

    @Override
    public Draft message(Object payload) {
        return draft(payload);
    }

    @Override
    public <T> Batch<T> messages(Collection<? extends T> payloads) {
        return new BatchDraft<>(producer, this::draft, payloads);
    }

    @Override
    public String cancel(SendResult sent) {
        return producer.cancel(sent);
    }

    @Override
    public String cancel(String recallHandle) {
        return producer.recall(recallHandle);
    }

    @Override
    public Transactions transactions(String group) {
        transactions.require(group);
        return new GroupTransactions(group);
    }

    private MessageDraft draft(Object payload) {
        return new MessageDraft(producer, converter, transactions, payload);
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

    /** Of one group, which exists. */
    private final class GroupTransactions implements Transactions {

        private final String group;

        GroupTransactions(String group) {
            this.group = group;
        }

        @Override
        public TransactionResult send(Draft draft, @Nullable Object argument) {
            return draft.inTransaction(group, argument);
        }

        @Override
        public CompletableFuture<TransactionResult> sendAsync(Draft draft, @Nullable Object argument) {
            if (!(draft instanceof MessageDraft own)) {
                throw new IllegalArgumentException("The draft " + draft + " is not one of this template's.");
            }
            return transactions.sendAsync(group, own.build(), own.payload(), argument);
        }
    }
}
