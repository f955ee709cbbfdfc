package io.mqspring.broker.delay;

import io.mqspring.message.HostAddress;
import io.mqspring.message.TopicNames;
import io.mqspring.runtime.Cancellable;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.runtime.TimeSource;
import io.mqspring.store.AppendCallback;
import io.mqspring.store.AppendRefusal;
import io.mqspring.store.MessageStore;
import io.mqspring.store.ReadResult;
import io.mqspring.store.ReadStatus;
import io.mqspring.store.RecordFilter;
import io.mqspring.store.timer.TimerIndex;
import io.mqspring.store.timer.TimerVisitor;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers messages at their exact due times, never early and each once, also over a crash. The timer queue in the log is the
 * list of all timers; this follows it and keeps those that wait in an index on disk. A delivery is a record that carries the
 * offset of its timer, so the log itself tells what is done since the index's last checkpoint. A timer that would outlive the
 * log's retention is parked anew in time; one that is taken back is dropped when it comes up. State is confined to the
 * executor's tasks and to whoever closes, kept apart by a gate; the public methods may be called from any thread.
 */
public final class TimerScheduler {

    private static final Logger log = LoggerFactory.getLogger(TimerScheduler.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(5);
    /** The clock may be set; no sleep is longer than this. */
    private static final long LONGEST_SLEEP = 60_000;
    /** So many timers are read or delivered before other tasks of the executor get their turn. */
    private static final int RUN = 256;

    private static final int RUN_BYTES = 1024 * 1024;
    /** In milliseconds, whatever the retention. */
    private static final long SHORTEST_STAY = 1000;

    private static final long NOT_ARMED = Long.MAX_VALUE;

    private final MessageStore store;
    private final SerialExecutor executor;
    private final TimeSource time;
    private final HostAddress storeHost;
    /** How long a record may wait in one place, in milliseconds; the rest of its time it waits in another. */
    private final long longestStay;

    private final ReentrantLock gate = new ReentrantLock();
    private final PendingCounts pending = new PendingCounts();
    private final AtomicBoolean signalled = new AtomicBoolean();
    private final RecalledTimers recalled = new RecalledTimers();
    private final TimerDeliveries deliveries;
    private final TimerKeeper keeper;
    /** Whether following waits because no more timers fit into memory. */
    private boolean stalled;

    private long armedFor = NOT_ARMED;
    private Cancellable armed = () -> {};
    private volatile boolean closed;

    /**
     * @param index opens the index; called on the executor
     * @param retention how long the log keeps records; zero for ever
     */
    public TimerScheduler(
            MessageStore store,
            Supplier<TimerIndex> index,
            SerialExecutor executor,
            TimeSource time,
            HostAddress storeHost,
            Duration retention) {
        this.store = store;
        this.executor = executor;
        this.time = time;
        this.storeHost = storeHost;
        this.longestStay = retention.isZero() ? Long.MAX_VALUE : Math.max(SHORTEST_STAY, retention.toMillis() / 2);
        this.deliveries = new TimerDeliveries(store, new Endings());
        this.keeper = new TimerKeeper(store, index, pending);
    }

    /**
     * Finds out what waits and begins to deliver; reads the log since the last checkpoint.
     *
     * @param floor no timer below this offset of the timer queue waits, whatever the index says
     */
    public void start(long floor) {
        keeper.startFrom(floor);
        submit(() -> {
            keeper.open();
            follow();
        });
        executor.scheduleWithFixedDelay(() -> guarded(this::checkpoint), CHECKPOINT_INTERVAL);
    }

    /** A timer has been parked. */
    public void onArrival() {
        if (signalled.compareAndSet(false, true)) {
            submit(this::follow);
        }
    }

    /** How many messages wait, by the topic they go to. */
    public Map<String, Long> pending() {
        return pending.snapshot();
    }

    /**
     * Sees due time and offset in the timer queue of every timer that is not known to be done, and of marks of recalls; those
     * parked a moment ago may be missing. Holds deliveries up meanwhile.
     */
    public void forEachPending(TimerVisitor visitor) {
        gate.lock();
        try {
            keeper.forEach(visitor);
            out(visitor);
        } finally {
            gate.unlock();
        }
    }

    /** The lowest offset of the timer queue that {@link #forEachPending} sees, or the end of what has been followed. */
    public long lowestPending() {
        long[] lowest = {keeper.followed()};
        forEachPending((due, offset) -> lowest[0] = Math.min(lowest[0], offset));
        return lowest[0];
    }

    /** An offset below which no timer waits, noted every few seconds: answers at once, and never too high. */
    public long lowestNoted() {
        return keeper.lowestNoted();
    }

    /**
     * Takes timers back.
     *
     * @return true if they are not and will not be delivered, also after a crash; false if it is too late; exceptionally,
     *     with {@link RecallRefusedException}, if that could not be written down
     */
    public CompletableFuture<Boolean> recall(Recall recall) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        boolean given = submit(() -> recall(recall, answer));
        if (!given) {
            answer.completeExceptionally(new RecallRefusedException(AppendRefusal.CLOSED));
        }
        return answer;
    }

    /** Delivers nothing from now on, and writes down what a restart begins with. */
    public void close() {
        guarded(() -> {
            checkpoint();
            closed = true;
        });
    }

    /** Takes up timers that have been parked since the last time. */
    private void follow() {
        signalled.set(false);
        if (!keeper.hasRoom()) {
            waitForRoom();
            return;
        }
        ReadResult result = store.read(TopicNames.TIMER_TOPIC, 0, keeper.followed(), RUN, RUN_BYTES, RecordFilter.ALL);
        try (var batch = result.batch()) {
            ParkedRecords.forEach(batch, this::take);
        }
        boolean more = result.status() == ReadStatus.FOUND || result.status() == ReadStatus.NOTHING_MATCHED;
        if (more || result.status() == ReadStatus.TOO_SMALL) {
            keeper.skipTo(result.nextOffset());
            onArrival();
        }
        arm();
    }

    private void waitForRoom() {
        if (!stalled) {
            stalled = true;
            executor.schedule(
                    () -> guarded(() -> {
                        stalled = false;
                        follow();
                    }),
                    RETRY);
        }
        arm();
    }

    private boolean take(ParkedRecord parked) {
        String key = parked.recalledKey();
        boolean fresh = keeper.take(parked, key == null ? lookAt(parked, parked.due()) : lookAtMark(parked));
        if (fresh && key == null) {
            pending.add(topicOf(parked));
        } else if (key != null) {
            recalled.followed(key);
            if (fresh && parked.earlierOffset() < 0 && parked.recalledTimers() > 0) {
                pending.remove(topicOf(parked), parked.recalledTimers());
            }
        }
        return true;
    }

    /** A mark comes up before what it takes back. */
    private long lookAtMark(ParkedRecord parked) {
        return lookAt(parked, parked.officialDue());
    }

    /** When to look at a timer: when it is due, or before the log forgets it. */
    private long lookAt(ParkedRecord parked, long dueTime) {
        long due = Math.max(0, dueTime);
        return due - parked.storeTimestamp() > longestStay ? parked.storeTimestamp() + longestStay : due;
    }

    private void fire() {
        armedFor = NOT_ARMED;
        TimerIndex index = keeper.index();
        long now = time.wallMillis();
        int left = RUN;
        while (left > 0 && deliveries.hasRoom()) {
            long offset = index.pollDue(now);
            if (offset == TimerIndex.NONE) {
                break;
            }
            keeper.changed();
            comeUp(index.polledDue(), offset, now);
            left--;
        }
        recalled.forget(index.nextDue() == TimerIndex.NONE ? now : Math.min(now, index.nextDue() - 1));
        keeper.settle();
        forgetUnreadable();
        arm();
    }

    /** What could not be read any more was counted, nobody knows for which topic; when nothing waits, nothing counts. */
    private void forgetUnreadable() {
        if (keeper.index().size() == 0 && deliveries.isEmpty() && !recalled.holdsAny()) {
            pending.set(Map.of());
        }
    }

    private void comeUp(long due, long offset, long now) {
        ReadResult result = store.read(TopicNames.TIMER_TOPIC, 0, offset, 1, RUN_BYTES, RecordFilter.ALL);
        boolean[] found = {false};
        try (var batch = result.batch()) {
            ParkedRecords.forEach(batch, parked -> {
                if (parked.offset() == offset) {
                    found[0] = true;
                    comeUp(parked, due, now);
                }
                return false;
            });
        }
        if (!found[0]) {
            log.warn(
                    "The delayed message at {} of {} cannot be read any more and is lost",
                    offset,
                    TopicNames.TIMER_TOPIC);
        }
    }

    private void comeUp(ParkedRecord parked, long due, long now) {
        String mark = parked.recalledKey();
        String topic = topicOf(parked);
        if (keeper.isDone(parked.offset())) {
            if (mark == null) {
                pending.remove(topic);
            }
        } else if (mark != null ? parked.officialDue() > now : parked.due() > now) {
            deliveries.begin(due, parked.offset(), mark == null ? topic : null, parked.parkedAnew(storeHost));
        } else if (mark != null) {
            recalled.comeUp(mark, due, parked.offset(), parked.recalledTimers() > 0);
        } else {
            switch (recalled.judge(parked.uniqueId(), topic, due, parked.offset())) {
                case NOT_RECALLED ->
                    deliveries.begin(due, parked.offset(), topic, parked.deliveredTimer(topic, storeHost));
                case RECALLED_UNCOUNTED -> pending.remove(topic);
                case RECALLED, HELD -> log.trace("the timer at {} is taken back", parked.offset());
            }
        }
    }

    private void recall(Recall recall, CompletableFuture<Boolean> answer) {
        CompletableFuture<Boolean> known = recalled.known(recall.key());
        if (known != null) {
            pass(known, answer);
            return;
        }
        long now = time.wallMillis();
        if (recall.due() <= now) {
            answer.complete(false);
            return;
        }
        pass(recalled.begin(recall.key()), answer);
        store.append(recall.mark(storeHost, now), true, new AppendCallback() {
            @Override
            public void onAppended(long physicalOffset, long queueOffset, long storeTimestamp) {
                submit(() -> recalled.confirm(recall.key()));
            }

            @Override
            public void onRefused(AppendRefusal refusal) {
                submit(() -> release(recall, refusal));
            }
        });
    }

    /** The mark is not in the log: what came up meanwhile is delivered after all. */
    private void release(Recall recall, AppendRefusal refusal) {
        for (RecalledTimers.Held held : recalled.refuse(recall.key(), new RecallRefusedException(refusal))) {
            keeper.index().add(held.due(), held.offset());
        }
        arm();
    }

    private static void pass(CompletableFuture<Boolean> outcome, CompletableFuture<Boolean> answer) {
        outcome.whenComplete((done, failure) -> {
            if (failure == null) {
                answer.complete(done);
            } else {
                answer.completeExceptionally(failure);
            }
        });
    }

    private void arm() {
        if (!keeper.isCaughtUp() || !deliveries.hasRoom()) {
            return;
        }
        long due = keeper.index().nextDue();
        if (due == TimerIndex.NONE || due >= armedFor) {
            return;
        }
        armed.cancel();
        armedFor = due;
        long sleep = Math.max(0, Math.min(due - time.wallMillis(), LONGEST_SLEEP));
        armed = executor.schedule(() -> guarded(this::fire), Duration.ofMillis(sleep));
    }

    private void checkpoint() {
        if (keeper.checkpoint(deliveries, this::out)) {
            executor.schedule(() -> guarded(this::checkpoint), RETRY);
        }
    }

    /** Sees what was given out by the index and may have to be given out again. */
    private void out(TimerVisitor visitor) {
        deliveries.forEach(visitor);
        recalled.forEach(visitor);
    }

    private static String topicOf(ParkedRecord parked) {
        String topic = parked.realTopic();
        return topic == null ? TopicNames.TIMER_TOPIC : topic;
    }

    /** Runs a task on the executor; whether it will run. */
    private boolean submit(Runnable task) {
        try {
            executor.execute(() -> guarded(task));
            return true;
        } catch (RejectedExecutionException e) {
            // Justification: the broker is closed; the next start reads from the log what was not noted here.
            log.trace("timers end");
            return false;
        }
    }

    private void guarded(Runnable task) {
        gate.lock();
        try {
            if (!closed) {
                task.run();
            }
        } finally {
            gate.unlock();
        }
    }

    /** What becomes of deliveries. */
    private final class Endings implements TimerDeliveries.Endings {

        @Override
        public void onOutcome() {
            submit(() -> {
                deliveries.drain();
                forgetUnreadable();
                arm();
            });
        }

        @Override
        public void onRefused() {
            executor.schedule(
                    () -> guarded(() -> {
                        deliveries.retry();
                        arm();
                    }),
                    RETRY);
        }

        @Override
        public void onDelivered(Delivery delivery) {
            keeper.changed();
            @Nullable String topic = delivery.topic;
            if (topic != null) {
                pending.remove(topic);
            }
        }

        @Override
        public void onUndelivered(Delivery delivery) {
            keeper.index().add(delivery.due, delivery.offset);
        }
    }
}
