package io.mqspring.broker.lock;

import io.mqspring.message.MessageQueue;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.runtime.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Locks of queues, by group. One member holds a queue until it gives it back, leaves the group, or has not renewed the lock
 * for its time. A lost connection alone ends no lock: the member may well be handling messages of the queue, and comes back
 * or lets the lock run out, as with official brokers. Nor does deleting the group or the topic, for the same reason.
 *
 * <p>Locks outlive the broker, since their holders trust them whether it lives or not. A member that did not hold a queue gets it
 * only when that is on disk; if it cannot be written, nobody gets it, as work that waits is better than a queue that two members run.
 * Renewals write nothing, and what is given back is written before long: a crash in between costs others a wait. A new life of
 * the broker takes each lock that it finds for one that was renewed at its start. If it cannot tell what it would find, it grants
 * none until all must have run out. Members that die with the broker, being in its JVM, have locks in memory only.
 *
 * <p>Thread safe, and never blocks: a call decides for its group at once, and is answered when that is written.
 */
public final class QueueLocks {

    private static final Logger log = LoggerFactory.getLogger(QueueLocks.class);
    /** As official brokers have it; clients renew every 20 s and trust a lock for 30 s. */
    private static final Duration VALIDITY = Duration.ofSeconds(60);

    private static final Duration SWEEP = Duration.ofSeconds(30);
    /** Over all groups: whoever reaches the port may name groups as he likes, and all locks are written together. */
    private static final int MAX_LOCKS = 100_000;

    private final TimeSource time;
    private final LockFile file;
    private final int maxLocks;
    private final AtomicInteger count = new AtomicInteger();
    /** By group; a group without locks is not there. The inner maps are touched only within a compute of the outer one. */
    private final Map<String, Map<Key, LockHolder>> groups = new ConcurrentHashMap<>();
    /** When it turned out that nobody knows who holds what. */
    private volatile @Nullable Long unknownSince;

    private record Key(String topic, int queueId) {}

    /** Locks that are gone when this object is. */
    public QueueLocks(TimeSource time) {
        this(time, LockFile.none());
    }

    /**
     * @param file writes what {@link #kept} tells
     */
    public QueueLocks(TimeSource time, LockFile file) {
        this(time, file, MAX_LOCKS);
    }

    /**
     * @param maxLocks that are granted at once, about
     */
    QueueLocks(TimeSource time, LockFile file, int maxLocks) {
        this.time = time;
        this.file = file;
        this.maxLocks = maxLocks;
    }

    /** Begins to forget locks that ran out and that nobody asks for. */
    public void start(SerialExecutor executor) {
        executor.scheduleWithFixedDelay(this::sweep, SWEEP);
    }

    /** Takes over what was kept of a former life; before anybody asks. */
    public void restore(Collection<KeptLock> kept) {
        long now = time.nanoTime();
        for (KeptLock lock : kept) {
            count.incrementAndGet();
            groups.computeIfAbsent(lock.group(), name -> new HashMap<>())
                    .put(new Key(lock.topic(), lock.queueId()), new LockHolder(lock.clientId(), true, now).onDisk());
        }
    }

    /** Grants nothing until all locks of a former life must have run out: what was kept cannot be read. */
    public void restoreUnknown() {
        unknownSince = time.nanoTime();
    }

    /** What must not be forgotten: the locks of members that may outlive the broker. */
    public List<KeptLock> kept() {
        List<KeptLock> kept = new ArrayList<>();
        for (String group : groups.keySet()) {
            groups.computeIfPresent(group, (name, locks) -> {
                locks.forEach((key, holder) -> {
                    if (holder.outlivesBroker()) {
                        kept.add(new KeptLock(group, holder.clientId(), key.topic(), key.queueId()));
                    }
                });
                return locks;
            });
        }
        return kept;
    }

    /**
     * Locks queues for a member or renews its locks.
     *
     * @param outlivesBroker whether the member may live on when this broker has died
     * @return completes, when they would be known after a crash, with those of them that it holds, in the order asked for; fails
     *     with {@link LocksUnavailableException} if it could have some and gets none
     */
    public CompletableFuture<List<MessageQueue>> lock(
            String group, String clientId, boolean outlivesBroker, Collection<MessageQueue> queues) {
        long now = time.nanoTime();
        Long unknown = unknownSince;
        if (unknown != null && now - unknown <= VALIDITY.toNanos()) {
            return CompletableFuture.failedFuture(new LocksUnavailableException(
                    "the broker could not read at its start who holds which queue, and grants no locks for "
                            + VALIDITY.minusNanos(now - unknown).toSeconds()
                            + " s more; ask again then",
                    null));
        }
        Map<MessageQueue, LockHolder> held = new LinkedHashMap<>();
        boolean[] forgotten = {false};
        boolean[] full = {false};
        groups.compute(group, (name, before) -> {
            Map<Key, LockHolder> locks = before == null ? new HashMap<>() : before;
            for (MessageQueue queue : queues) {
                Key key = key(queue);
                LockHolder holder = locks.get(key);
                if (holder != null && holder.is(clientId) && holder.outlivesBroker() == outlivesBroker) {
                    holder.renew(now);
                    held.put(queue, holder);
                } else if (holder == null && count.get() >= maxLocks) {
                    full[0] = true;
                } else if (holder == null || holder.isOver(now, VALIDITY) || holder.is(clientId)) {
                    LockHolder next = new LockHolder(clientId, outlivesBroker, now);
                    locks.put(key, next);
                    count.addAndGet(holder == null ? 1 : 0);
                    held.put(queue, next);
                    forgotten[0] |= holder != null && holder.outlivesBroker();
                    tellOfTakeOver(group, queue, holder, clientId);
                }
            }
            return locks.isEmpty() ? null : locks;
        });
        if (full[0] && held.isEmpty()) {
            return CompletableFuture.failedFuture(new LocksUnavailableException(
                    "the broker has granted " + maxLocks
                            + " locks, which is its limit; ask again when some are given back",
                    null));
        }
        if (held.values().stream().allMatch(LockHolder::isKept)) {
            if (forgotten[0]) {
                file.writeSoon();
            }
            return CompletableFuture.completedFuture(List.copyOf(held.keySet()));
        }
        return file.write().handle((written, failure) -> answer(group, held, failure));
    }

    /** When what is held was written, or could not be: in the meantime it may have gone to somebody else. */
    private List<MessageQueue> answer(String group, Map<MessageQueue, LockHolder> held, @Nullable Throwable failure) {
        if (failure == null) {
            held.values().forEach(LockHolder::onDisk);
        }
        List<MessageQueue> granted = new ArrayList<>(held.size());
        groups.computeIfPresent(group, (name, locks) -> {
            held.forEach((queue, holder) -> {
                if (holder.isKept() && locks.get(key(queue)) == holder) {
                    granted.add(queue);
                }
            });
            return locks;
        });
        if (failure != null && granted.isEmpty()) {
            throw new LocksUnavailableException(
                    "the broker cannot write down who holds a queue, and grants no new locks until it can (is its disk full?): "
                            + (failure.getCause() == null ? failure : failure.getCause()).getMessage(),
                    failure);
        }
        return List.copyOf(granted);
    }

    /** Gives back those of the queues that the member holds. */
    public void unlock(String group, String clientId, Collection<MessageQueue> queues) {
        Set<Key> keys = queues.stream().map(QueueLocks::key).collect(Collectors.toSet());
        remove(group, entry -> entry.getValue().is(clientId) && keys.contains(entry.getKey()));
    }

    /** Gives back everything that a member holds: it has left the group. */
    public void release(String group, String clientId) {
        remove(group, entry -> entry.getValue().is(clientId));
    }

    /** Whether anybody in the group holds a queue: the group consumes in order. */
    public boolean isOrdered(String group) {
        if (!groups.containsKey(group)) {
            return false;
        }
        long now = time.nanoTime();
        boolean[] found = {false};
        groups.computeIfPresent(group, (name, locks) -> {
            found[0] = locks.values().stream().anyMatch(holder -> !holder.isOver(now, VALIDITY));
            return locks;
        });
        return found[0];
    }

    private void sweep() {
        long now = time.nanoTime();
        for (String group : groups.keySet()) {
            remove(group, entry -> entry.getValue().isOver(now, VALIDITY));
        }
    }

    private void remove(String group, Predicate<Map.Entry<Key, LockHolder>> which) {
        boolean[] forgotten = {false};
        groups.computeIfPresent(group, (name, locks) -> {
            locks.entrySet().removeIf(entry -> {
                boolean gone = which.test(entry);
                count.addAndGet(gone ? -1 : 0);
                forgotten[0] |= gone && entry.getValue().outlivesBroker();
                return gone;
            });
            return locks.isEmpty() ? null : locks;
        });
        if (forgotten[0]) {
            file.writeSoon();
        }
    }

    private static void tellOfTakeOver(String group, MessageQueue queue, @Nullable LockHolder before, String clientId) {
        if (before != null && !before.is(clientId)) {
            log.info(
                    "Group {}: {} takes {} over, whose lock {} has not renewed",
                    group,
                    clientId,
                    queue,
                    before.clientId());
        }
    }

    private static Key key(MessageQueue queue) {
        return new Key(queue.topic(), queue.queueId());
    }
}
