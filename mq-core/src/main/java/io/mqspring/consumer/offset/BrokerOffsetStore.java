package io.mqspring.consumer.offset;

import io.mqspring.message.MessageQueue;
import io.mqspring.protocol.EmptyResponse;
import io.mqspring.protocol.QueryConsumerOffsetRequest;
import io.mqspring.protocol.QueryConsumerOffsetResponse;
import io.mqspring.protocol.UpdateConsumerOffsetRequest;
import io.mqspring.runtime.Cancellable;
import io.mqspring.runtime.SerialExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offsets of a clustering group, kept by the brokers that keep the queues. Changed ones go there one-way every interval: a
 * lost one is made good by the next change, by the offset that the next pull carries, and by the awaited commit at the end.
 * Confined to the client's loop, but for looking at offsets.
 */
public final class BrokerOffsetStore implements OffsetStore {

    private static final Logger log = LoggerFactory.getLogger(BrokerOffsetStore.class);

    private final String group;
    private final BrokerLink link;
    private final SerialExecutor loop;
    private final Duration syncInterval;
    private final Map<MessageQueue, Position> positions = new ConcurrentHashMap<>();
    private Cancellable sync = () -> {};

    /**
     * @param syncInterval between two rounds of sending what has changed
     */
    public BrokerOffsetStore(String group, BrokerLink link, Duration syncInterval) {
        this.group = group;
        this.link = link;
        this.loop = link.loop();
        this.syncInterval = syncInterval;
    }

    @Override
    public void start() {
        loop.assertCurrent();
        sync.cancel();
        sync = loop.scheduleWithFixedDelay(this::sendChanged, syncInterval);
    }

    @Override
    public CompletableFuture<OptionalLong> fetch(MessageQueue queue) {
        loop.assertCurrent();
        return link.askBroker(
                        queue.brokerName(),
                        new QueryConsumerOffsetRequest(group, queue.topic(), queue.queueId(), false))
                .thenApply(QueryConsumerOffsetResponse::offset);
    }

    @Override
    public void begin(MessageQueue queue, long offset) {
        loop.assertCurrent();
        positions.put(queue, new Position(offset));
    }

    @Override
    public void update(MessageQueue queue, long offset) {
        loop.assertCurrent();
        Position position = positions.get(queue);
        if (position != null && offset > position.consumed) {
            position.consumed = offset;
        }
    }

    @Override
    public void reset(MessageQueue queue, long offset) {
        loop.assertCurrent();
        Position position = positions.get(queue);
        if (position != null) {
            position.consumed = offset;
        }
    }

    @Override
    public OptionalLong consumed(MessageQueue queue) {
        Position position = positions.get(queue);
        return position == null ? OptionalLong.empty() : OptionalLong.of(position.consumed);
    }

    @Override
    public OptionalLong committed(MessageQueue queue) {
        Position position = positions.get(queue);
        return position == null ? OptionalLong.empty() : OptionalLong.of(position.told);
    }

    @Override
    public OptionalLong toCarry(MessageQueue queue) {
        return consumed(queue);
    }

    @Override
    public void carried(MessageQueue queue, long offset) {
        loop.assertCurrent();
        Position position = positions.get(queue);
        if (position != null) {
            position.told = offset;
        }
    }

    @Override
    public CompletableFuture<Void> commit(Collection<MessageQueue> queues) {
        loop.assertCurrent();
        List<CompletableFuture<Void>> commits = new ArrayList<>();
        for (MessageQueue queue : queues) {
            Position position = positions.get(queue);
            if (position != null && position.consumed != position.confirmed) {
                long offset = position.consumed;
                commits.add(commit(queue, offset).thenRun(() -> {
                    position.told = offset;
                    position.confirmed = offset;
                }));
            }
        }
        return CompletableFuture.allOf(commits.toArray(CompletableFuture<?>[]::new));
    }

    @Override
    public CompletableFuture<Void> commit(MessageQueue queue, long offset) {
        loop.assertCurrent();
        CompletableFuture<EmptyResponse> done = link.askBroker(queue.brokerName(), request(queue, offset));
        return done.thenApply(ignored -> null);
    }

    @Override
    public void forget(MessageQueue queue) {
        loop.assertCurrent();
        positions.remove(queue);
    }

    @Override
    public CompletableFuture<Void> close() {
        loop.assertCurrent();
        sync.cancel();
        return commit(List.copyOf(positions.keySet())).exceptionally(failure -> {
            log.warn(
                    "{}: not all offsets could be committed at close, some messages will be consumed again: {}",
                    group,
                    BrokerLink.cause(failure).getMessage());
            return null;
        });
    }

    private void sendChanged() {
        positions.forEach((queue, position) -> {
            if (position.consumed != position.told) {
                link.tellBroker(queue.brokerName(), request(queue, position.consumed));
                position.told = position.consumed;
            }
        });
    }

    private UpdateConsumerOffsetRequest request(MessageQueue queue, long offset) {
        return new UpdateConsumerOffsetRequest(group, queue.topic(), queue.queueId(), offset);
    }

    private static final class Position {
        /** Next to consume. */
        private volatile long consumed;
        /** Last sent to the broker, which may have been lost on the way. */
        private volatile long told;
        /** Last that the broker has confirmed. */
        private long confirmed;

        Position(long offset) {
            this.consumed = offset;
            this.told = offset;
            this.confirmed = offset;
        }
    }
}
