package io.mqspring.broker.lock;

import io.mqspring.runtime.TimeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A file of locks that writes at once, when it is told to, or not at all. */
final class WrittenLocks implements LockFile {

    private final List<CompletableFuture<Void>> waiting = new ArrayList<>();
    private List<KeptLock> onDisk = List.of();
    private @Nullable QueueLocks locks;
    private boolean held;
    private boolean failing;
    private int writes;

    QueueLocks of(TimeSource time) {
        QueueLocks made = new QueueLocks(time, this);
        locks = made;
        return made;
    }

    /** The broker has died and begins anew with what is on disk. */
    QueueLocks nextLife(TimeSource time) {
        QueueLocks made = of(time);
        made.restore(onDisk);
        return made;
    }

    List<KeptLock> onDisk() {
        return onDisk;
    }

    int writes() {
        return writes;
    }

    void hold() {
        held = true;
    }

    void go() {
        held = false;
        save();
        waiting.forEach(one -> one.complete(null));
    }

    void fail(boolean fails) {
        failing = fails;
    }

    @Override
    public CompletableFuture<Void> write() {
        if (failing) {
            return CompletableFuture.failedFuture(new UncheckedIOException(new IOException("no space")));
        }
        if (held) {
            CompletableFuture<Void> later = new CompletableFuture<>();
            waiting.add(later);
            return later;
        }
        save();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void writeSoon() {
        save();
    }

    private synchronized void save() {
        QueueLocks of = locks;
        if (of != null) {
            writes++;
            onDisk = of.kept();
        }
    }
}
