package io.mqspring.broker.delay;

import io.mqspring.message.RecordContent;
import io.mqspring.store.AppendCallback;
import io.mqspring.store.AppendRefusal;
import io.mqspring.store.MessageStore;
import io.mqspring.store.timer.TimerVisitor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Due timers on their way into the log. Outcomes come from any thread and are taken in runs; all else is confined to the
 * user. A refusal stops further deliveries until what was refused has been looked after, because a record that could not be
 * forced may be in the log all the same: it is looked for before it is appended again.
 */
final class TimerDeliveries {

    private static final Logger log = LoggerFactory.getLogger(TimerDeliveries.class);
    /** So many may be on their way, so that one force makes many durable and memory stays bounded. */
    private static final int WINDOW = 8192;

    private final MessageStore store;
    private final Endings endings;
    private final Deque<Delivery> open = new ArrayDeque<>();
    private final List<Delivery> failed = new ArrayList<>();
    private final Queue<Delivery> outcomes = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean signalled = new AtomicBoolean();
    /** Whether the last that was heard of the store is a refusal. */
    private volatile boolean refused;

    private boolean told;
    /** Everything delivered from here on lies in the log at or after this position. */
    private long logPosition;

    TimerDeliveries(MessageStore store, Endings endings) {
        this.store = store;
        this.endings = endings;
    }

    /** What the user is told. */
    interface Endings {

        /** There are outcomes: call {@link #drain} soon. From any thread. */
        void onOutcome();

        /** There is a refusal: call {@link #retry} after a while. */
        void onRefused();

        /** The log has it. */
        void onDelivered(Delivery delivery);

        /** The log does not have it. */
        void onUndelivered(Delivery delivery);
    }

    /** Whether another timer may be delivered now. */
    boolean hasRoom() {
        return !refused && open.size() < WINDOW;
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    /**
     * A position of the log at or after which lies what is on its way, and what will be.
     *
     * @param logEnd an end of the readable log
     */
    long position(long logEnd) {
        Delivery oldest = open.peekFirst();
        if (oldest != null) {
            return oldest.logPosition;
        }
        logPosition = Math.max(logPosition, logEnd);
        return logPosition;
    }

    /** Sees what is on its way. */
    void forEach(TimerVisitor visitor) {
        for (Delivery delivery : open) {
            if (!delivery.hasEnded()) {
                visitor.visit(delivery.due, delivery.offset);
            }
        }
    }

    void begin(long due, long offset, @Nullable String topic, RecordContent content) {
        Delivery delivery = new Delivery(due, offset, topic, logPosition);
        open.addLast(delivery);
        store.append(content, true, new AppendCallback() {
            @Override
            public void onAppended(long physicalOffset, long queueOffset, long storeTimestamp) {
                delivery.appended(physicalOffset);
                handOver(delivery);
            }

            @Override
            public void onRefused(AppendRefusal refusal) {
                refused = true;
                delivery.refused(refusal);
                handOver(delivery);
            }
        });
    }

    /** Takes the outcomes that have come. */
    void drain() {
        signalled.set(false);
        for (Delivery delivery = outcomes.poll(); delivery != null; delivery = outcomes.poll()) {
            AppendRefusal refusal = delivery.refusal();
            if (refusal == null) {
                logPosition = Math.max(logPosition, delivery.physicalOffset());
                end(delivery, true);
                tellOfSuccess();
            } else {
                fail(delivery, refusal);
            }
        }
    }

    /** Settles what was refused, so that it can be tried again; asks to be called once more if it is too early for that. */
    void retry() {
        boolean doubts = failed.stream().anyMatch(Delivery::isDoubtful);
        if (doubts && !store.takesAppends()) {
            endings.onRefused();
            return;
        }
        DoneTimers there = doubts ? TimerRecovery.doneSince(store, firstPosition()) : new DoneTimers(0);
        List<Delivery> settled = List.copyOf(failed);
        failed.clear();
        refused = false;
        for (Delivery delivery : settled) {
            end(delivery, there.contains(delivery.offset));
        }
    }

    private long firstPosition() {
        return failed.stream().mapToLong(delivery -> delivery.logPosition).min().orElse(0);
    }

    private void handOver(Delivery delivery) {
        outcomes.add(delivery);
        if (signalled.compareAndSet(false, true)) {
            endings.onOutcome();
        }
    }

    private void fail(Delivery delivery, AppendRefusal refusal) {
        if (!told) {
            told = true;
            log.warn("Delayed messages are due but cannot be stored ({}); this is tried again", refusal);
        }
        refused = true;
        failed.add(delivery);
        if (failed.size() == 1) {
            endings.onRefused();
        }
    }

    private void tellOfSuccess() {
        if (told && !refused) {
            told = false;
            log.info("Delayed messages can be stored again");
        }
    }

    private void end(Delivery delivery, boolean there) {
        delivery.end();
        for (Delivery first = open.peekFirst(); first != null && first.hasEnded(); first = open.peekFirst()) {
            open.removeFirst();
        }
        if (there) {
            endings.onDelivered(delivery);
        } else {
            endings.onUndelivered(delivery);
        }
    }
}
