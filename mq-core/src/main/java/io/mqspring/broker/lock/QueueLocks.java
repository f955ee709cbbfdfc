package io.mqspring.broker.lock;

import io.mqspring.message.MessageQueue;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.runtime.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Locks of queues, by group. One member holds a queue until it gives it back, leaves the group, or has not renewed the lock
 * for its time. A lost connection alone ends no lock: the member may well be handling messages of the queue, and comes back
 * or lets the lock run out, as with official brokers. Thread safe; a call decides for its group at once.
 */
public final class QueueLocks {

    private static final Logger log = LoggerFactory.getLogger(QueueLocks.class);
    /** As official brokers have it; clients renew every 20 s and trust a lock for 30 s. */
    private static final Duration VALIDITY = Duration.ofSeconds(60);

    private static final Duration SWEEP = Duration.ofSeconds(30);

    private final TimeSource time;
    /** By group; a group without locks is not there. The inner maps are touched only within a compute of the outer one. */
    private final Map<String, Map<Key, Holder>> groups = new ConcurrentHashMap<>();

    private record Key(String topic, int queueId) {}

    private record Holder(String clientId, long renewedAt) {}

    public QueueLocks(TimeSource time) {
        this.time = time;
    }

    /** Begins to forget locks that ran out and that nobody asks for. */
    public void start(SerialExecutor executor) {
        executor.scheduleWithFixedDelay(this::sweep, SWEEP);
    }

    /**
     * Locks queues for a member or renews its locks.
     *
     * @return those of them that it holds now, in the order asked for
     */
    public List<MessageQueue> lock(String group, String clientId, Collection<MessageQueue> queues) {
        List<MessageQueue> held = new ArrayList<>(queues.size());
        long now = time.nanoTime();
        groups.compute(group, (name, before) -> {
            Map<Key, Holder> locks = before == null ? new HashMap<>() : before;
            for (MessageQueue queue : queues) {
                Key key = key(queue);
                Holder holder = locks.get(key);
                if (holder == null || isOver(holder, now) || holder.clientId().equals(clientId)) {
                    locks.put(key, new Holder(clientId, now));
                    held.add(queue);
                    tellOfTakeOver(group, queue, holder, clientId);
                }
            }
            return locks.isEmpty() ? null : locks;
        });
        return List.copyOf(held);
    }

    /** Gives back those of the queues that the member holds. */
    public void unlock(String group, String clientId, Collection<MessageQueue> queues) {
        groups.computeIfPresent(group, (name, locks) -> {
            for (MessageQueue queue : queues) {
                Holder holder = locks.get(key(queue));
                if (holder != null && holder.clientId().equals(clientId)) {
                    locks.remove(key(queue));
                }
            }
            return locks.isEmpty() ? null : locks;
        });
    }

    /** Gives back everything that a member holds: it has left the group. */
    public void release(String group, String clientId) {
        groups.computeIfPresent(group, (name, locks) -> {
            locks.values().removeIf(holder -> holder.clientId().equals(clientId));
            return locks.isEmpty() ? null : locks;
        });
    }

    /** Whether anybody in the group holds a queue: the group consumes in order. */
    public boolean isOrdered(String group) {
        if (!groups.containsKey(group)) {
            return false;
        }
        long now = time.nanoTime();
        boolean[] found = {false};
        groups.computeIfPresent(group, (name, locks) -> {
            found[0] = locks.values().stream().anyMatch(holder -> !isOver(holder, now));
            return locks;
        });
        return found[0];
    }

    private void sweep() {
        long now = time.nanoTime();
        for (String group : groups.keySet()) {
            groups.computeIfPresent(group, (name, locks) -> {
                locks.values().removeIf(holder -> isOver(holder, now));
                return locks.isEmpty() ? null : locks;
            });
        }
    }

    private static void tellOfTakeOver(String group, MessageQueue queue, @Nullable Holder before, String clientId) {
        if (before != null && !before.clientId().equals(clientId)) {
            log.info(
                    "Group {}: {} takes {} over, whose lock {} has not renewed",
                    group,
                    clientId,
                    queue,
                    before.clientId());
        }
    }

    private static boolean isOver(Holder holder, long now) {
        return now - holder.renewedAt() > VALIDITY.toNanos();
    }

    private static Key key(MessageQueue queue) {
        return new Key(queue.topic(), queue.queueId());
    }
}
