package io.mqspring.consumer.offset;

import io.mqspring.message.MessageQueue;
import java.util.Collection;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * Offsets that go to the broker only when their user says so: nothing is committed at intervals, with pulls, when a queue is
 * given up, or at the end. The user commits through the store behind it. Confined to the client's loop, but for looking at
 * offsets.
 */
public final class ManualOffsetStore implements OffsetStore {

    private final BrokerOffsetStore store;

    /**
     * @param store not started; holds the offsets
     */
    public ManualOffsetStore(BrokerOffsetStore store) {
        this.store = store;
    }

    /** There are no intervals. */
    @Override
    public void start() {
        return;
    }

    @Override
    public CompletableFuture<OptionalLong> fetch(MessageQueue queue) {
        return store.fetch(queue);
    }

    @Override
    public void begin(MessageQueue queue, long offset) {
        store.begin(queue, offset);
    }

    @Override
    public void update(MessageQueue queue, long offset) {
        store.update(queue, offset);
    }

    @Override
    public void reset(MessageQueue queue, long offset) {
        store.reset(queue, offset);
    }

    @Override
    public OptionalLong consumed(MessageQueue queue) {
        return store.consumed(queue);
    }

    @Override
    public OptionalLong committed(MessageQueue queue) {
        return store.committed(queue);
    }

    @Override
    public OptionalLong toCarry(MessageQueue queue) {
        return OptionalLong.empty();
    }

    @Override
    public void carried(MessageQueue queue, long offset) {
        store.carried(queue, offset);
    }

    @Override
    public CompletableFuture<Void> commit(Collection<MessageQueue> queues) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> commit(MessageQueue queue, long offset) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void forget(MessageQueue queue) {
        store.forget(queue);
    }

    @Override
    public CompletableFuture<Void> close() {
        return CompletableFuture.completedFuture(null);
    }
}
