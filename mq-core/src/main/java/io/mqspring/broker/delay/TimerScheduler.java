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
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers messages at their exact due times, never early and each once, also over a crash. The timer queue in the log is the
 * list of all timers; this follows it and keeps those that wait in an index. A delivery is a record that carries the offset of
 * its timer, so the log itself tells what is done: after a crash, {@link TimerRecovery} reads what was appended since the last
 * checkpoint. A timer that would outlive the log's retention is parked anew in time. State is confined to the broker's serial
 * executor; arrivals may come, and checkpoints be asked for, from any thread.
 */
public final class TimerScheduler {

    private static final Logger log = LoggerFactory.getLogger(TimerScheduler.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
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

    private final TimerIndex index = new HeapTimerIndex();
    private final PendingCounts pending = new PendingCounts();
    private final AtomicBoolean signalled = new AtomicBoolean();
    private final Deque<Delivery> deliveries = new ArrayDeque<>();
    private TimerProgress progress = new TimerProgress(0);
    /** The next offset of the timer queue to follow. */
    private long followed;
    /** Everything delivered from here on lies in the log at or after this position. */
    private long logPosition;

    private @Nullable TimerCheckpoint lastCheckpoint;
    private long armedFor = NOT_ARMED;
    private Cancellable armed = () -> {};
    /** Whether the last that was heard of the store is a refusal. */
    private boolean refused;

    private volatile boolean closed;

    /**
     * @param retention how long the log keeps records; zero for ever
     */
    public TimerScheduler(
            MessageStore store, SerialExecutor executor, TimeSource time, HostAddress storeHost, Duration retention) {
        this.store = store;
        this.executor = executor;
        this.time = time;
        this.storeHost = storeHost;
        this.longestStay = retention.isZero() ? Long.MAX_VALUE : Math.max(SHORTEST_STAY, retention.toMillis() / 2);
    }

    /** Finds out what waits and begins to deliver. Before anything is sent; reads the log as far as it must. */
    public void start(Optional<TimerCheckpoint> checkpoint) {
        TimerRecovery.Recovered recovered = TimerRecovery.run(store, checkpoint);
        executor.execute(() -> {
            progress = recovered.progress();
            followed = progress.lowest();
            logPosition = recovered.logPosition();
            follow();
        });
    }

    /** A timer has been parked. From any thread. */
    public void onArrival() {
        if (signalled.compareAndSet(false, true)) {
            submit(this::follow);
        }
    }

    /** How many messages wait, by the topic they go to. From any thread. */
    public Map<String, Long> pending() {
        return pending.snapshot();
    }

    /** Delivers nothing from now on. */
    public void close() {
        closed = true;
    }

    /** What to write down now; empty if there never was a timer. On the executor. */
    public Optional<TimerCheckpoint> checkpoint() {
        executor.assertCurrent();
        if (followed == 0) {
            return Optional.empty();
        }
        TimerCheckpoint last = lastCheckpoint;
        if (last != null && index.size() == 0 && deliveries.isEmpty() && last.lowest() == progress.lowest()) {
            // Nothing waits and nothing has changed: a restart would not read the log at all.
            return Optional.of(last);
        }
        if (deliveries.isEmpty()) {
            logPosition = store.stats().logEnd();
        }
        Delivery oldest = deliveries.peekFirst();
        long position = oldest == null ? logPosition : oldest.logPosition;
        TimerCheckpoint now = new TimerCheckpoint(progress.lowest(), position, progress.doneAbove());
        lastCheckpoint = now;
        return Optional.of(now);
    }

    /** Takes up timers that have been parked since the last time. */
    private void follow() {
        signalled.set(false);
        if (closed) {
            return;
        }
        ReadResult result = store.read(TopicNames.TIMER_TOPIC, 0, followed, RUN, RUN_BYTES, RecordFilter.ALL);
        try (var batch = result.batch()) {
            ParkedRecords.forEach(batch, this::take);
        }
        boolean more = result.status() == ReadStatus.FOUND || result.status() == ReadStatus.NOTHING_MATCHED;
        if (more || result.status() == ReadStatus.TOO_SMALL) {
            skipTo(result.nextOffset());
            onArrival();
        }
        arm();
    }

    private boolean take(ParkedRecord parked) {
        skipTo(parked.offset());
        followed = parked.offset() + 1;
        if (!progress.isDone(parked.offset())) {
            index.add(lookAt(parked), parked.offset());
            pending.add(topicOf(parked));
        }
        return true;
    }

    /** Offsets that cannot be read any more, because they are damaged or past retention, are not waited for. */
    private void skipTo(long offset) {
        for (; followed < offset; followed++) {
            progress.markDone(followed);
        }
    }

    /** When to look at a timer: when it is due, or before the log forgets it. */
    private long lookAt(ParkedRecord parked) {
        long due = Math.max(0, parked.due());
        return due - parked.storeTimestamp() > longestStay ? parked.storeTimestamp() + longestStay : due;
    }

    private void fire() {
        armedFor = NOT_ARMED;
        if (closed) {
            return;
        }
        long now = time.wallMillis();
        int left = RUN;
        for (long offset = index.pollDue(now); offset != TimerIndex.NONE; offset = index.pollDue(now)) {
            deliver(offset, now);
            if (--left == 0) {
                break;
            }
        }
        arm();
    }

    private void deliver(long offset, long now) {
        ReadResult result = store.read(TopicNames.TIMER_TOPIC, 0, offset, 1, RUN_BYTES, RecordFilter.ALL);
        boolean[] found = {false};
        try (var batch = result.batch()) {
            ParkedRecords.forEach(batch, parked -> {
                if (parked.offset() == offset) {
                    found[0] = true;
                    deliver(parked, now);
                }
                return false;
            });
        }
        if (!found[0]) {
            log.warn(
                    "The delayed message at {} of {} cannot be read any more and is lost",
                    offset,
                    TopicNames.TIMER_TOPIC);
            progress.markDone(offset);
        }
    }

    private void deliver(ParkedRecord parked, long now) {
        String topic = topicOf(parked);
        Delivery delivery = new Delivery(parked.offset(), logPosition, topic);
        deliveries.addLast(delivery);
        boolean waits = parked.due() > now;
        var content = waits ? parked.parkedAnew(storeHost) : parked.deliveredTimer(topic, storeHost);
        store.append(content, true, new AppendCallback() {
            @Override
            public void onAppended(long physicalOffset, long queueOffset, long storeTimestamp) {
                submit(() -> onDelivered(delivery, physicalOffset));
            }

            @Override
            public void onRefused(AppendRefusal refusal) {
                submit(() -> onFailed(delivery, refusal));
            }
        });
    }

    private void onDelivered(Delivery delivery, long physicalOffset) {
        progress.markDone(delivery.offset);
        logPosition = Math.max(logPosition, physicalOffset);
        refused = false;
        pending.remove(delivery.topic);
        confirm(delivery);
    }

    /**
     * Tries again, unless the log turns out to have the record: one that could not be forced may be there all the same, and
     * is readable as soon as forcing works again.
     */
    private void onFailed(Delivery delivery, AppendRefusal refusal) {
        if (!refused) {
            refused = true;
            log.warn("Delayed messages are due but cannot be stored ({}); this is tried again", refusal);
        }
        executor.schedule(() -> retry(delivery), RETRY);
    }

    private void retry(Delivery delivery) {
        if (closed) {
            return;
        }
        long found = TimerRecovery.findDelivery(store, delivery.logPosition, delivery.offset);
        if (found >= 0) {
            onDelivered(delivery, found);
            return;
        }
        pending.remove(delivery.topic);
        confirm(delivery);
        index.add(0, delivery.offset);
        pending.add(delivery.topic);
        arm();
    }

    private void confirm(Delivery delivery) {
        delivery.confirmed = true;
        for (Delivery first = deliveries.peekFirst();
                first != null && first.confirmed;
                first = deliveries.peekFirst()) {
            deliveries.removeFirst();
        }
    }

    private void arm() {
        long due = index.nextDue();
        if (due == TimerIndex.NONE || closed || due >= armedFor) {
            return;
        }
        armed.cancel();
        armedFor = due;
        long sleep = Math.max(0, Math.min(due - time.wallMillis(), LONGEST_SLEEP));
        armed = executor.schedule(this::fire, Duration.ofMillis(sleep));
    }

    private static String topicOf(ParkedRecord parked) {
        String topic = parked.realTopic();
        return topic == null ? TopicNames.TIMER_TOPIC : topic;
    }

    private void submit(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            // Justification: the broker is closed; the next start reads from the log what was not noted here.
            log.trace("timers end");
        }
    }
}
