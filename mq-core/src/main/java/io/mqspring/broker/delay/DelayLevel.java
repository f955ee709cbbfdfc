package io.mqspring.broker.delay;

import io.mqspring.message.HostAddress;
import io.mqspring.message.TopicNames;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.runtime.TimeSource;
import io.mqspring.store.AppendCallback;
import io.mqspring.store.AppendRefusal;
import io.mqspring.store.MessageStore;
import io.mqspring.store.ReadResult;
import io.mqspring.store.ReadStatus;
import io.mqspring.store.RecordFilter;
import io.mqspring.store.queue.DelayLevels;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One delay level: reads its queue from where it has come to, delivers what is due, and sleeps until the next is. It goes on
 * only when everything handed to the store is there, so that order and progress hold. Confined to the delays' serial
 * executor, but for {@link #wake} and {@link #next}.
 */
final class DelayLevel {

    private static final Logger log = LoggerFactory.getLogger(DelayLevel.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    /** The clock may be set; no sleep is longer than this. */
    private static final long LONGEST_SLEEP = 60_000;

    private static final int RUN = 64;
    private static final int RUN_BYTES = 1024 * 1024;

    private final int level;
    private final MessageStore store;
    private final SerialExecutor executor;
    private final TimeSource time;
    private final HostAddress storeHost;
    private final AtomicBoolean closed;
    /** Whether a look at the queue is on its way: a task, a timer or deliveries that are not confirmed. */
    private final AtomicBoolean active = new AtomicBoolean();
    /** The first message not delivered. Written on the executor. */
    private volatile long next;
    /** Deliveries handed to the store and not confirmed. */
    private int unconfirmed;
    /** The first delivery of this run that failed, or the end of the run. */
    private long reached;

    private boolean failed;
    /** Whether the last run ended with a refusal, which is told only once. */
    private boolean refused;
    /** How long the head of the queue still has to wait, in milliseconds. */
    private long nap;

    DelayLevel(
            int level,
            MessageStore store,
            SerialExecutor executor,
            TimeSource time,
            HostAddress storeHost,
            AtomicBoolean closed) {
        this.level = level;
        this.store = store;
        this.executor = executor;
        this.time = time;
        this.storeHost = storeHost;
        this.closed = closed;
    }

    int level() {
        return level;
    }

    long next() {
        return next;
    }

    void start(long from) {
        long min = store.minOffset(TopicNames.SCHEDULE_TOPIC, level - 1);
        long max = store.maxOffset(TopicNames.SCHEDULE_TOPIC, level - 1);
        next = Math.max(min, Math.min(from, max));
        if (next < max) {
            wake();
        }
    }

    /** There is a message. From any thread. */
    void wake() {
        if (!closed.get() && active.compareAndSet(false, true)) {
            submit(this::look);
        }
    }

    private void look() {
        if (closed.get()) {
            return;
        }
        ReadResult result = store.read(TopicNames.SCHEDULE_TOPIC, level - 1, next, RUN, RUN_BYTES, RecordFilter.ALL);
        if (result.status() != ReadStatus.FOUND) {
            skip(result);
            return;
        }
        long now = time.wallMillis();
        nap = 0;
        failed = false;
        reached = next;
        // One for the run itself, so that confirmations that come at once do not end it.
        unconfirmed = 1;
        try (var batch = result.batch()) {
            ParkedRecords.forEach(batch, parked -> {
                nap = Math.max(0, parked.storeTimestamp() + DelayLevels.millis(level) - now);
                if (nap == 0) {
                    deliver(parked);
                }
                return nap == 0;
            });
        }
        if (nap == 0) {
            reached = result.nextOffset();
        }
        onConfirmed();
    }

    private void deliver(ParkedRecord parked) {
        long offset = parked.offset();
        String topic = parked.realTopic();
        if (topic == null) {
            log.warn(
                    "The message at {} of delay level {} does not say where it goes and is passed over", offset, level);
            reached = offset + 1;
            return;
        }
        unconfirmed++;
        reached = offset + 1;
        store.append(parked.delivered(topic, storeHost), true, new AppendCallback() {
            @Override
            public void onAppended(long physicalOffset, long queueOffset, long storeTimestamp) {
                submit(DelayLevel.this::onConfirmed);
            }

            @Override
            public void onRefused(AppendRefusal refusal) {
                submit(() -> onFailed(offset, refusal));
            }
        });
    }

    private void onFailed(long offset, AppendRefusal refusal) {
        if (!refused) {
            refused = true;
            log.warn("Messages due at delay level {} cannot be stored ({}); this is tried again", level, refusal);
        }
        reached = failed ? Math.min(reached, offset) : offset;
        failed = true;
        onConfirmed();
    }

    /** A part of the run is done; the last one ends it. */
    private void onConfirmed() {
        unconfirmed--;
        if (unconfirmed > 0) {
            return;
        }
        next = reached;
        refused = failed;
        if (failed) {
            executor.schedule(this::look, RETRY);
        } else if (nap > 0) {
            executor.schedule(this::look, Duration.ofMillis(Math.min(nap, LONGEST_SLEEP)));
        } else {
            submit(this::look);
        }
    }

    /** Nothing to read here: moves into the queue's range, or rests until a message comes. */
    private void skip(ReadResult result) {
        result.batch().close();
        if (result.status() == ReadStatus.TOO_SMALL || result.status() == ReadStatus.NOTHING_MATCHED) {
            next = result.nextOffset();
            submit(this::look);
            return;
        }
        active.set(false);
        // A message that came after the look and before the flag has found the level active.
        if (store.maxOffset(TopicNames.SCHEDULE_TOPIC, level - 1) > next) {
            wake();
        }
    }

    private void submit(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            // Justification: the broker is closed; progress that is not written yet is made again at the next start.
            log.trace("delay level {} ends", level);
        }
    }
}
