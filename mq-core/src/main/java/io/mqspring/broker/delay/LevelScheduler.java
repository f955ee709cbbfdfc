package io.mqspring.broker.delay;

import io.mqspring.message.HostAddress;
import io.mqspring.message.TopicNames;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.runtime.TimeSource;
import io.mqspring.store.MessageStore;
import io.mqspring.store.queue.DelayLevels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Delivers the messages of the 18 delay levels. Each level is a queue of the delay topic in which due times only grow, so
 * its head is all there is to watch. How far each has come is kept in {@code config/delayOffset.json}, as official brokers do;
 * a crash repeats what was delivered since it was written. The levels are confined to the delays' serial executor; {@link
 * #offsets} may be asked from any thread.
 */
public final class LevelScheduler {

    private final List<DelayLevel> levels = new ArrayList<>();
    private final MessageStore store;
    private final AtomicBoolean closed = new AtomicBoolean();

    public LevelScheduler(MessageStore store, SerialExecutor executor, TimeSource time, HostAddress storeHost) {
        this.store = store;
        for (int level = 1; level <= DelayLevels.highest(); level++) {
            levels.add(new DelayLevel(level, store, executor, time, storeHost, closed));
        }
    }

    /**
     * Begins to deliver.
     *
     * @param offsets by level, the first message that was not delivered, as {@link #offsets} gave them
     */
    public void start(Map<Integer, Long> offsets) {
        for (DelayLevel level : levels) {
            level.start(offsets.getOrDefault(level.level(), 0L));
        }
    }

    /** A message has been parked at a level. From any thread. */
    public void onArrival(int queueId) {
        if (queueId < levels.size()) {
            levels.get(queueId).wake();
        }
    }

    /** The first message of a level that was not delivered. From any thread. */
    public long next(int level) {
        return levels.get(level - 1).next();
    }

    /** By level, the first message that was not delivered; levels never used are left out. */
    public Map<Integer, Long> offsets() {
        Map<Integer, Long> offsets = new TreeMap<>();
        for (DelayLevel level : levels) {
            if (level.next() > 0) {
                offsets.put(level.level(), level.next());
            }
        }
        return offsets;
    }

    /** How many messages wait, by level; levels where none does are left out. */
    public Map<Integer, Long> pending() {
        Map<Integer, Long> pending = new TreeMap<>();
        for (DelayLevel level : levels) {
            long waiting = store.maxOffset(TopicNames.SCHEDULE_TOPIC, level.level() - 1) - level.next();
            if (waiting > 0) {
                pending.put(level.level(), waiting);
            }
        }
        return pending;
    }

    /** Delivers nothing from now on. */
    public void close() {
        closed.set(true);
    }
}
