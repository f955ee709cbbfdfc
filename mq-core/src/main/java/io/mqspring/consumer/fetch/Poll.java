package io.mqspring.consumer.fetch;

import io.mqspring.message.MessageView;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One poll, as who asked for it sees it. Whoever ends it first decides what becomes of messages: when it was cancelled, timed
 * out or completed from outside, it gets none. Thread safe.
 */
final class Poll extends CompletableFuture<List<MessageView>> {

    private final Duration timeout;
    private final AtomicBoolean decided = new AtomicBoolean();

    Poll(Duration timeout) {
        this.timeout = timeout;
    }

    Duration timeout() {
        return timeout;
    }

    /** Whether it has ended, or is about to. */
    boolean isDecided() {
        return decided.get();
    }

    /** Takes it upon oneself to end it, by {@link #deliver} or {@link #fail}; false if somebody else does. */
    boolean claim() {
        return decided.compareAndSet(false, true);
    }

    /** Ends it after {@link #claim}. */
    void deliver(List<MessageView> messages) {
        super.complete(messages);
    }

    /** Ends it after {@link #claim}. */
    void fail(RuntimeException reason) {
        super.completeExceptionally(reason);
    }

    @Override
    public boolean complete(List<MessageView> value) {
        return claim() && super.complete(value);
    }

    @Override
    public boolean completeExceptionally(Throwable reason) {
        return claim() && super.completeExceptionally(reason);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return claim() && super.cancel(mayInterruptIfRunning);
    }

    /** What follows from it is nothing special. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }
}
