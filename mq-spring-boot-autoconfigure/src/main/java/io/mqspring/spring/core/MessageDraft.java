package io.mqspring.spring.core;

import io.mqspring.message.Message;
import io.mqspring.message.PropertyNames;
import io.mqspring.producer.Producer;
import io.mqspring.producer.SendResult;
import io.mqspring.spring.support.HeaderMapping;
import io.mqspring.spring.support.MqHeaders;
import io.mqspring.spring.support.MqMessageConverter;
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
    private final Object payload;
    private final Map<String, Object> headers = new LinkedHashMap<>();
    private final List<String> keys = new ArrayList<>();
    private @Nullable Destination destination;

    MessageDraft(Producer producer, MqMessageConverter converter, Object payload) {
        this.producer = producer;
        this.converter = converter;
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
    public SendResult send() {
        return producer.send(build());
    }

    @Override
    public CompletableFuture<SendResult> sendAsync() {
        return producer.sendAsync(build());
    }

    private Message build() {
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
        return message.build();
    }
}
