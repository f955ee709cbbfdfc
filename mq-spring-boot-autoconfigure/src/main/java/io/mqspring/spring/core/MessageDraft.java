package io.mqspring.spring.core;

import io.mqspring.message.Message;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.producer.Producer;
import io.mqspring.producer.QueueSelector;
import io.mqspring.producer.SendResult;
import io.mqspring.producer.TransactionResult;
import io.mqspring.spring.support.HeaderMapping;
import io.mqspring.spring.support.MqHeaders;
import io.mqspring.spring.support.MqMessageConverter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Collects a message and hands it to the producer. Not thread safe. */
final class MessageDraft implements MqOperations.Draft {

    private final Producer producer;
    private final MqMessageConverter converter;
    private final MqTransactions transactions;
    private final Object payload;
    private final Map<String, Object> headers = new LinkedHashMap<>();
    private final List<String> keys = new ArrayList<>();
    private @Nullable Destination destination;
    private @Nullable QueueSelector selector;
    private @Nullable Duration delay;
    private @Nullable Instant time;

    MessageDraft(Producer producer, MqMessageConverter converter, MqTransactions transactions, Object payload) {
        this.producer = producer;
        this.converter = converter;
        this.transactions = transactions;
        this.payload = payload;
    }

    @Override
    public MqOperations.Draft to(String destinationText) {
        this.destination = Destination.parse(destinationText);
        return this;
    }

    @Override
    public MqOperations.Draft tag(String tag) {
        return header(MqHeaders.TAGS, tag);
    }

    @Override
    public MqOperations.Draft key(String key) {
        keys.add(key);
        return this;
    }

    @Override
    public MqOperations.Draft header(String name, Object value) {
        headers.put(name, value);
        return this;
    }

    @Override
    public MqOperations.Draft orderedBy(String shardingKey) {
        return header(MqHeaders.ORDERED_BY, shardingKey);
    }

    @Override
    public MqOperations.Draft selectQueue(QueueSelector own) {
        this.selector = own;
        return this;
    }

    @Override
    public MqOperations.Draft after(Duration later) {
        this.delay = later;
        this.time = null;
        return this;
    }

    @Override
    public MqOperations.Draft at(Instant due) {
        this.time = due;
        this.delay = null;
        return this;
    }

    @Override
    public SendResult send() {
        QueueSelector own = selector;
        return own == null ? producer.send(build()) : producer.send(build(), own);
    }

    @Override
    public CompletableFuture<SendResult> sendAsync() {
        QueueSelector own = selector;
        return own == null ? producer.sendAsync(build()) : producer.sendAsync(build(), own);
    }

    @Override
    public <T> T request(Class<T> replyType, Duration timeout) {
        return replied(producer.request(build(), timeout), replyType);
    }

    @Override
    public <T> CompletableFuture<T> requestAsync(Class<T> replyType, Duration timeout) {
        CompletableFuture<T> result = new CompletableFuture<>();
        producer.requestAsync(build(), timeout).whenComplete((reply, failure) -> {
            if (failure != null) {
                result.completeExceptionally(failure);
                return;
            }
            try {
                result.complete(replied(reply, replyType));
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    @Override
    public TransactionResult inTransaction(String group, @Nullable Object argument) {
        return transactions.send(group, build(), payload, argument);
    }

    Object payload() {
        return payload;
    }

    @SuppressWarnings("unchecked") // Justification: the converter is asked for this very class.
    private <T> T replied(MessageView reply, Class<T> type) {
        return (T) converter.fromMessage(reply, type);
    }

    Message build() {
        Destination target = destination;
        if (target == null) {
            throw new IllegalStateException("The message has no topic: call to(\"topic\") before it is sent.");
        }
        Message.Builder message = Message.to(target.topic());
        MqMessageConverter.Body body = converter.toBody(payload);
        message.body(body.bytes());
        if (body.contentType() != null) {
            message.property(PropertyNames.CONTENT_TYPE, body.contentType());
        }
        headers.forEach((name, value) -> HeaderMapping.apply(message, name, value));
        keys.forEach(message::key);
        if (target.tag() != null) {
            message.tag(target.tag());
        }
        if (delay != null) {
            message.after(delay);
        } else if (time != null) {
            message.at(time);
        }
        return message.build();
    }
}
