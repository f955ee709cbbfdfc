package io.mqspring.broker.poll;

import io.mqspring.store.RecordFilter;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A pull that waits. Whoever claims it first, decides what becomes of it. Thread safe. */
public final class HeldPull {

    private final String topic;
    private final int queueId;
    private final long offset;
    private final RecordFilter filter;
    private final boolean wakes;
    private final long deadline;
    private final Continuation continuation;
    private final AtomicBoolean claimed = new AtomicBoolean();
    private @Nullable AtomicInteger counter;

    /** What happens to a pull that was held; one of the two ends is called, once. */
    public interface Continuation {

        /** Whether anybody still waits for the answer. */
        boolean isWanted();

        /** Looks at the queue again and answers, whatever is found. Must not block or throw. */
        void lookAgain();

        /** The asker is gone. */
        void drop();
    }

    /**
     * @param offset first wanted offset: the end of the queue when the pull found nothing
     * @param filter which arrivals are wanted; {@link RecordFilter#ALL} itself if all are
     * @param wakes whether an arrival ends the waiting, as in long polling; else only the deadline does
     * @param deadline monotonic time when the waiting ends
     */
    public HeldPull(
            String topic,
            int queueId,
            long offset,
            RecordFilter filter,
            boolean wakes,
            long deadline,
            Continuation continuation) {
        this.topic = topic;
        this.queueId = queueId;
        this.offset = offset;
        this.filter = filter;
        this.wakes = wakes;
        this.deadline = deadline;
        this.continuation = continuation;
    }

    String topic() {
        return topic;
    }

    int queueId() {
        return queueId;
    }

    long offset() {
        return offset;
    }

    boolean wakes() {
        return wakes;
    }

    boolean isUnfiltered() {
        return filter == RecordFilter.ALL;
    }

    long deadline() {
        return deadline;
    }

    RecordFilter filter() {
        return filter;
    }

    /** Whether it may want an arrival, or does for certain if its filter looks at no records. */
    boolean mayWant(long arrivedOffset, long tagsCode) {
        return wakes && arrivedOffset >= offset && filter.matchesEntry(tagsCode);
    }

    /** Counts the pull until it is over. Before it is shared. */
    void countIn(AtomicInteger held) {
        held.incrementAndGet();
        counter = held;
    }

    /** Ends the waiting if nobody else has. */
    void finish() {
        if (claimed.compareAndSet(false, true)) {
            if (counter != null) {
                counter.decrementAndGet();
            }
            if (continuation.isWanted()) {
                continuation.lookAgain();
            } else {
                continuation.drop();
            }
        }
    }

    boolean isWanted() {
        return continuation.isWanted();
    }

    boolean isOver() {
        return claimed.get();
    }
}
