package io.mqspring.broker.poll;

import io.mqspring.observe.BrokerObserver;
import io.mqspring.runtime.DeadlineSweep;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.runtime.TimeSource;
import io.mqspring.store.ArrivalListener;
import io.mqspring.store.RecordFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps pulls that found nothing and ends their waiting: an arrival that a pull wants does, in the arriving thread; the
 * deadline does; and a periodic sweep looks for pulls whose queue has grown. For pulls with a filter that is the way to
 * learn that the queue has moved on without a match. A pull without a filter must never be found by it: that would be a
 * lost wake-up, and is counted as a rescue. Thread safe.
 */
public final class LongPollHold implements ArrivalListener {

    private static final Logger log = LoggerFactory.getLogger(LongPollHold.class);

    /** So many pulls an arrival answers itself; the rest of a crowd is answered on the broker's executor. */
    private static final int ANSWERED_AT_ONCE = 4;
    /** An arrival may be on its way between the watermark and the wake-up; after this long it no longer is. */
    private static final Duration SUSPECT_FOR = Duration.ofSeconds(1);

    private final QueueEnds ends;
    private final Records records;
    private final SerialExecutor executor;
    private final BrokerObserver observer;
    private final Map<String, HeldTopic> topics = new ConcurrentHashMap<>();
    private final DeadlineSweep deadlines;
    private final AtomicLong rescues = new AtomicLong();
    private final AtomicInteger held = new AtomicInteger();
    private final int limit;
    private volatile boolean closed;

    /** Where queues end: the watermark that is published before arrivals are announced. */
    @FunctionalInterface
    public interface QueueEnds {
        long maxOffset(String topic, int queueId);
    }

    /** The records that have arrived. */
    @FunctionalInterface
    public interface Records {
        boolean matches(String topic, int queueId, long offset, RecordFilter filter);
    }

    /**
     * @param limit of pulls held at once: one beyond it is answered at once
     */
    public LongPollHold(
            int limit,
            QueueEnds ends,
            Records records,
            SerialExecutor executor,
            TimeSource time,
            BrokerObserver observer) {
        this.limit = limit;
        this.ends = ends;
        this.records = records;
        this.executor = executor;
        this.observer = observer;
        this.deadlines = new DeadlineSweep(executor, time, this::expire);
    }

    /** Begins to sweep. */
    public void start(Duration interval) {
        executor.scheduleWithFixedDelay(this::sweep, interval);
    }

    /** Holds a pull; it may be over on return. */
    public void hold(HeldPull pull) {
        if (held.get() >= limit) {
            pull.finish();
            return;
        }
        pull.countIn(held);
        HeldQueue queue =
                topics.computeIfAbsent(pull.topic(), topic -> new HeldTopic()).queue(pull.queueId());
        queue.add(pull);
        // Registered first, looked at second: what arrived before is seen here, what arrives after sees the pull.
        if (closed || (pull.wakes() && ends.maxOffset(pull.topic(), pull.queueId()) > pull.offset())) {
            queue.remove(pull);
            pull.finish();
        } else {
            deadlines.expect(pull.deadline());
        }
    }

    @Override
    public void onArrival(String topic, int queueId, long offset, long tagsCode) {
        HeldTopic held = topics.get(topic);
        HeldQueue queue = held == null ? null : held.find(queueId);
        if (queue == null || queue.count() == 0) {
            return;
        }
        finish(queue.take(pull -> !pull.filter().looksAtRecords() && pull.mayWant(offset, tagsCode)));
        if (queue.count() > 0) {
            List<HeldPull> asking =
                    queue.find(pull -> pull.filter().looksAtRecords() && pull.mayWant(offset, tagsCode));
            if (asking.size() <= ANSWERED_AT_ONCE) {
                wakeMatching(topic, queueId, offset, queue, asking);
            } else {
                later(() -> wakeMatching(topic, queueId, offset, queue, asking));
            }
        }
    }

    /** Wakes those whose filter chooses the record; it is read outside the queue's lock. */
    private void wakeMatching(String topic, int queueId, long offset, HeldQueue queue, List<HeldPull> asking) {
        for (HeldPull pull : asking) {
            if (!pull.isOver() && records.matches(topic, queueId, offset, pull.filter()) && queue.remove(pull)) {
                pull.finish();
            }
        }
    }

    private void finish(List<HeldPull> woken) {
        int atOnce = Math.min(ANSWERED_AT_ONCE, woken.size());
        for (int i = 0; i < atOnce; i++) {
            woken.get(i).finish();
        }
        if (atOnce < woken.size()) {
            List<HeldPull> crowd = woken.subList(atOnce, woken.size());
            later(() -> crowd.forEach(HeldPull::finish));
        }
    }

    /** Has the pulls of a topic look at once whether things have changed for them. */
    public void wake(String topic) {
        HeldTopic held = topics.get(topic);
        if (held != null) {
            held.forEach((queue, queueId) -> {
                List<HeldPull> woken = queue.take(pull -> true);
                if (!woken.isEmpty()) {
                    later(() -> woken.forEach(HeldPull::finish));
                }
            });
        }
    }

    /** Answers everything that is held, and from now on holds nothing. */
    public void close() {
        closed = true;
        forEachQueue((topic, queueId, queue) -> queue.take(pull -> true).forEach(HeldPull::finish));
    }

    /** Pulls held now. */
    public int size() {
        return held.get();
    }

    /** Pulls without filter that only the sweep has found: lost wake-ups. */
    public long rescues() {
        return rescues.get();
    }

    /** Looks at every queue that has held pulls. Runs on the executor. */
    void sweep() {
        List<HeldPull> suspects = new ArrayList<>();
        forEachQueue((topic, queueId, queue) -> {
            if (queue.count() == 0) {
                return;
            }
            long end = ends.maxOffset(topic, queueId);
            queue.take(pull -> !pull.isWanted() || (isBehind(pull, end) && !pull.isUnfiltered()))
                    .forEach(HeldPull::finish);
            queue.snapshot().stream().filter(pull -> isBehind(pull, end)).forEach(suspects::add);
        });
        if (!suspects.isEmpty()) {
            executor.schedule(() -> suspects.forEach(this::rescue), SUSPECT_FOR);
        }
    }

    private void rescue(HeldPull pull) {
        HeldTopic held = topics.get(pull.topic());
        HeldQueue queue = held == null ? null : held.find(pull.queueId());
        if (queue != null && queue.remove(pull) && !pull.isOver()) {
            rescues.incrementAndGet();
            observer.onSweepRescue(pull.topic(), pull.queueId());
            log.warn(
                    "The sweep found a held pull of {}/{} at {} that an arrival should have answered; it is answered now",
                    pull.topic(),
                    pull.queueId(),
                    pull.offset());
            pull.finish();
        }
    }

    private long expire(long now) {
        long[] next = {DeadlineSweep.NONE};
        forEachQueue((topic, queueId, queue) -> {
            if (queue.count() == 0) {
                return;
            }
            queue.take(pull -> {
                        boolean over = pull.deadline() - now <= 0;
                        if (!over && (next[0] == DeadlineSweep.NONE || pull.deadline() - next[0] < 0)) {
                            next[0] = pull.deadline();
                        }
                        return over;
                    })
                    .forEach(HeldPull::finish);
        });
        return next[0];
    }

    private void later(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            // The broker is closing: nobody else will do it.
            task.run();
        }
    }

    private static boolean isBehind(HeldPull pull, long end) {
        return pull.wakes() && pull.offset() < end;
    }

    private void forEachQueue(QueueVisitor visitor) {
        topics.forEach((topic, held) -> held.forEach((queue, queueId) -> visitor.visit(topic, queueId, queue)));
    }

    private interface QueueVisitor {
        void visit(String topic, int queueId, HeldQueue queue);
    }

    /** The queues of a topic, by number, so that an arrival finds its queue without making a key. */
    private static final class HeldTopic {

        private volatile HeldQueue[] queues = {};

        @Nullable
        HeldQueue find(int queueId) {
            HeldQueue[] current = queues;
            return queueId < current.length ? current[queueId] : null;
        }

        HeldQueue queue(int queueId) {
            HeldQueue found = find(queueId);
            return found != null ? found : grow(queueId);
        }

        void forEach(ObjIntConsumer<HeldQueue> visitor) {
            HeldQueue[] current = queues;
            for (int i = 0; i < current.length; i++) {
                visitor.accept(current[i], i);
            }
        }

        private synchronized HeldQueue grow(int queueId) {
            HeldQueue[] current = queues;
            if (queueId < current.length) {
                return current[queueId];
            }
            HeldQueue[] grown = Arrays.copyOf(current, queueId + 1);
            for (int i = current.length; i < grown.length; i++) {
                grown[i] = new HeldQueue();
            }
            queues = grown;
            return grown[queueId];
        }
    }
}
