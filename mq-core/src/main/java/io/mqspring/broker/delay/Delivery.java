package io.mqspring.broker.delay;

import io.mqspring.store.AppendRefusal;
import org.jspecify.annotations.Nullable;

/** A due timer that is on its way into the log. Confined to {@link TimerDeliveries}, but for its outcome. */
final class Delivery {

    final long due;
    final long offset;
    /** The topic it waits for; null for a timer that is not counted. */
    final @Nullable String topic;
    /** Its record, once appended, lies at or after this position of the log. */
    final long logPosition;

    /** Set once, by whoever brings the outcome, before it is handed over. */
    private long physicalOffset;

    private @Nullable AppendRefusal refusal;
    /** Whether nothing is left to do about it. */
    private boolean ended;

    Delivery(long due, long offset, @Nullable String topic, long logPosition) {
        this.due = due;
        this.offset = offset;
        this.topic = topic;
        this.logPosition = logPosition;
    }

    void appended(long position) {
        physicalOffset = position;
    }

    void refused(AppendRefusal why) {
        refusal = why;
    }

    long physicalOffset() {
        return physicalOffset;
    }

    @Nullable
    AppendRefusal refusal() {
        return refusal;
    }

    /** Whether it is not known if the log has it. */
    boolean isDoubtful() {
        return refusal == AppendRefusal.NOT_FLUSHED;
    }

    void end() {
        ended = true;
    }

    boolean hasEnded() {
        return ended;
    }
}
