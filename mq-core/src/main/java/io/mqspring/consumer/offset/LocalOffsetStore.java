package io.mqspring.consumer.offset;

import io.mqspring.message.MessageQueue;
import io.mqspring.runtime.Cancellable;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.runtime.WorkerPool;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offsets of a broadcasting group, kept on this machine: each instance has its own. Changed ones are written every interval
 * and at the end, all in one file; brokers hear nothing of them. Files are read and written on workers, one at a time.
 * Confined to the client's loop, but for looking at offsets.
 */
public final class LocalOffsetStore implements OffsetStore {

    private static final Logger log = LoggerFactory.getLogger(LocalOffsetStore.class);

    private final String group;
    private final LocalOffsets file;
    private final WorkerPool workers;
    private final SerialExecutor loop;
    private final Duration syncInterval;
    /** Next to consume, of queues that were begun. */
    private final Map<MessageQueue, Long> consumed = new ConcurrentHashMap<>();
    /** What the file is to hold: also of queues that are not consumed now. */
    private final Map<MessageQueue, Long> kept = new TreeMap<>();
    /** What the file holds. */
    private volatile Map<MessageQueue, Long> written = Map.of();

    private @Nullable CompletableFuture<Void> loading;
    private @Nullable CompletableFuture<Void> writing;
    private @Nullable CompletableFuture<Void> nextWrite;
    private Cancellable sync = () -> {};
    private boolean failing;

    /**
     * @param syncInterval between two looks at what has changed
     */
    public LocalOffsetStore(
            String group, LocalOffsets file, WorkerPool workers, SerialExecutor loop, Duration syncInterval) {
        this.group = group;
        this.file = file;
        this.workers = workers;
        this.loop = loop;
        this.syncInterval = syncInterval;
    }

    /** Reads the file, once. */
    @Override
    public CompletableFuture<Void> prepare() {
        loop.assertCurrent();
        CompletableFuture<Void> before = loading;
        if (before != null) {
            return before;
        }
        CompletableFuture<Void> begun = new CompletableFuture<>();
        loading = begun;
        onWorker(
                () -> {
                    Map<MessageQueue, Long> found = file.load();
                    loop.execute(() -> loaded(begun, found));
                },
                begun);
        return begun;
    }

    @Override
    public void start() {
        loop.assertCurrent();
        sync.cancel();
        sync = loop.scheduleWithFixedDelay(this::writeChanged, syncInterval);
    }

    @Override
    public CompletableFuture<OptionalLong> fetch(MessageQueue queue) {
        return prepare().thenApply(ready -> {
            Long offset = kept.get(queue);
            return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
        });
    }

    @Override
    public void begin(MessageQueue queue, long offset) {
        loop.assertCurrent();
        consumed.put(queue, offset);
    }

    @Override
    public void update(MessageQueue queue, long offset) {
        loop.assertCurrent();
        consumed.computeIfPresent(queue, (same, before) -> Math.max(before, offset));
    }

    @Override
    public void reset(MessageQueue queue, long offset) {
        loop.assertCurrent();
        consumed.computeIfPresent(queue, (same, before) -> offset);
    }

    @Override
    public OptionalLong consumed(MessageQueue queue) {
        Long offset = consumed.get(queue);
        return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    @Override
    public OptionalLong committed(MessageQueue queue) {
        Long offset = written.get(queue);
        return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    /** A broker would take it for that of all instances. */
    @Override
    public OptionalLong toCarry(MessageQueue queue) {
        return OptionalLong.empty();
    }

    @Override
    public void carried(MessageQueue queue, long offset) {
        throw new IllegalStateException("offset " + offset + " of " + queue + " was told to a broker");
    }

    @Override
    public CompletableFuture<Void> commit(Collection<MessageQueue> queues) {
        loop.assertCurrent();
        boolean changed = false;
        for (MessageQueue queue : queues) {
            Long offset = consumed.get(queue);
            changed |= offset != null && !offset.equals(kept.put(queue, offset));
        }
        return changed ? write() : CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> commit(MessageQueue queue, long offset) {
        loop.assertCurrent();
        kept.put(queue, offset);
        return write();
    }

    @Override
    public void forget(MessageQueue queue) {
        loop.assertCurrent();
        consumed.remove(queue);
    }

    @Override
    public CompletableFuture<Void> close() {
        loop.assertCurrent();
        sync.cancel();
        boolean changed = keepConsumed() || !kept.equals(written);
        if (!changed || loading == null || !loading.isDone()) {
            CompletableFuture<Void> last = writing;
            return last == null ? CompletableFuture.completedFuture(null) : last.exceptionally(failure -> null);
        }
        return write().exceptionally(failure -> {
            log.warn(
                    "{}: offsets could not be kept at close, some messages will be consumed again: {}",
                    group,
                    BrokerLink.cause(failure).getMessage());
            return null;
        });
    }

    private void loaded(CompletableFuture<Void> begun, Map<MessageQueue, Long> found) {
        kept.putAll(found);
        written = Map.copyOf(found);
        begun.complete(null);
    }

    private void writeChanged() {
        if (keepConsumed()) {
            write().whenComplete((done, failure) -> note(failure));
        }
    }

    private void note(@Nullable Throwable failure) {
        if (failure == null) {
            failing = false;
        } else if (!failing) {
            failing = true;
            log.warn(
                    "{}: offsets cannot be kept, trying again every {}; after a restart messages would be consumed again: {}",
                    group,
                    syncInterval,
                    BrokerLink.cause(failure).getMessage());
        }
    }

    private boolean keepConsumed() {
        kept.putAll(consumed);
        return !kept.equals(written);
    }

    /** Writes what is kept now; who asks while a write is under way gets the next one, which is for all of them. */
    private CompletableFuture<Void> write() {
        if (writing == null) {
            return beginWrite(new CompletableFuture<>());
        }
        CompletableFuture<Void> next = nextWrite;
        if (next == null) {
            next = new CompletableFuture<>();
            nextWrite = next;
        }
        return next;
    }

    private CompletableFuture<Void> beginWrite(CompletableFuture<Void> write) {
        writing = write;
        Map<MessageQueue, Long> content = Map.copyOf(kept);
        CompletableFuture<Void> saved = new CompletableFuture<>();
        saved.whenComplete((done, failure) -> ended(write, content, failure));
        onWorker(
                () -> {
                    file.save(content);
                    loop.execute(() -> saved.complete(null));
                },
                saved);
        return write;
    }

    private void ended(CompletableFuture<Void> write, Map<MessageQueue, Long> content, @Nullable Throwable failure) {
        writing = null;
        CompletableFuture<Void> next = nextWrite;
        nextWrite = null;
        if (next != null) {
            beginWrite(next);
        }
        if (failure == null) {
            written = content;
            write.complete(null);
        } else {
            write.completeExceptionally(failure);
        }
    }

    /** A failure completes the future on the loop. */
    private void onWorker(Runnable task, CompletableFuture<Void> done) {
        try {
            workers.execute(() -> {
                try {
                    task.run();
                } catch (RejectedExecutionException e) {
                    // The client is closed, and nobody waits.
                    return;
                } catch (RuntimeException e) {
                    loop.execute(() -> done.completeExceptionally(e));
                }
            });
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(e);
        }
    }
}
