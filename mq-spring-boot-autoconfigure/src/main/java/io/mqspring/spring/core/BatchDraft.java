package io.mqspring.spring.core;

import io.mqspring.message.Message;
import io.mqspring.producer.Producer;
import io.mqspring.producer.SendResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Collects what is said of all messages of a list. Not thread safe. */
final class BatchDraft<T> implements MqOperations.Batch<T> {

    private final Producer producer;
    private final Function<Object, MessageDraft> drafts;
    private final List<T> payloads;
    private final List<BiConsumer<MessageDraft, T>> parts = new ArrayList<>();

    BatchDraft(Producer producer, Function<Object, MessageDraft> drafts, Collection<? extends T> payloads) {
        this.producer = producer;
        this.drafts = drafts;
        this.payloads = List.copyOf(payloads);
    }

    @Override
    public MqOperations.Batch<T> to(String destination) {
        return with((draft, payload) -> draft.to(destination));
    }

    @Override
    public MqOperations.Batch<T> to(Function<? super T, String> destination) {
        return with((draft, payload) -> draft.to(destination.apply(payload)));
    }

    @Override
    public MqOperations.Batch<T> tag(String tag) {
        return with((draft, payload) -> draft.tag(tag));
    }

    @Override
    public MqOperations.Batch<T> tag(Function<? super T, String> tag) {
        return with((draft, payload) -> {
            String own = tag.apply(payload);
            if (!own.isEmpty()) {
                draft.tag(own);
            }
        });
    }

    @Override
    public MqOperations.Batch<T> key(Function<? super T, String> key) {
        return with((draft, payload) -> draft.key(key.apply(payload)));
    }

    @Override
    public MqOperations.Batch<T> orderedBy(Function<? super T, String> shardingKey) {
        return with((draft, payload) -> draft.orderedBy(shardingKey.apply(payload)));
    }

    @Override
    public MqOperations.Batch<T> header(String name, Object value) {
        return with((draft, payload) -> draft.header(name, value));
    }

    @Override
    public MqOperations.Batch<T> after(Duration delay) {
        return with((draft, payload) -> draft.after(delay));
    }

    @Override
    public MqOperations.Batch<T> at(Instant time) {
        return with((draft, payload) -> draft.at(time));
    }

    @Override
    public List<SendResult> send() {
        return payloads.isEmpty() ? List.of() : producer.sendBatch(build());
    }

    @Override
    public CompletableFuture<List<SendResult>> sendAsync() {
        return payloads.isEmpty() ? CompletableFuture.completedFuture(List.of()) : producer.sendBatchAsync(build());
    }

    private List<Message> build() {
        return payloads.stream()
                .map(payload -> {
                    MessageDraft draft = drafts.apply(payload);
                    parts.forEach(part -> part.accept(draft, payload));
                    return draft.build();
                })
                .toList();
    }

    private MqOperations.Batch<T> with(BiConsumer<MessageDraft, T> part) {
        parts.add(part);
        return this;
    }
}
