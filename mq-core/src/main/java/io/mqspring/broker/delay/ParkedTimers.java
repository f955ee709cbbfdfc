package io.mqspring.broker.delay;

import io.mqspring.message.RecallHandle;
import io.mqspring.message.RecordBatch;
import io.mqspring.message.TopicNames;
import io.mqspring.store.MessageStore;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the log has of the message that a recall handle names. Confined to its user. */
public final class ParkedTimers {

    /** A send is repeated a few times at most, and a record is parked anew a few times. */
    private static final int MOST = 256;

    private final RecallHandle handle;
    /** Exact due times by offset. */
    private final Map<Long, Long> dues = new HashMap<>();
    /** Offsets where it does not wait any more. */
    private final Set<Long> left = new HashSet<>();

    private boolean recalled;
    private boolean delivered;

    private ParkedTimers(RecallHandle handle) {
        this.handle = handle;
    }

    /** Looks for it; may read old parts of the log. */
    public static ParkedTimers find(MessageStore store, RecallHandle handle) {
        ParkedTimers timers = new ParkedTimers(handle);
        try (RecordBatch batch = store.lookUp(TopicNames.TIMER_TOPIC, handle.messageId(), MOST, 0, Long.MAX_VALUE)) {
            ParkedRecords.forEach(batch, timers::take);
        }
        try (RecordBatch batch = store.lookUp(handle.topic(), handle.messageId(), MOST, 0, Long.MAX_VALUE)) {
            ParkedRecords.forEach(batch, parked -> {
                timers.delivered |= timers.dues.containsKey(parked.earlierOffset());
                return true;
            });
        }
        return timers;
    }

    /** Whether it was taken back before. */
    public boolean isRecalled() {
        return recalled;
    }

    /** Whether it is in its topic. */
    public boolean isDelivered() {
        return delivered;
    }

    /** The wish to take it back; empty if it never waited here. */
    public Optional<Recall> recall() {
        int waiting = 0;
        long earliest = Long.MAX_VALUE;
        for (Map.Entry<Long, Long> timer : dues.entrySet()) {
            if (!left.contains(timer.getKey())) {
                waiting++;
                earliest = Math.min(earliest, timer.getValue());
            }
        }
        return waiting == 0
                ? Optional.empty()
                : Optional.of(
                        new Recall(handle.topic(), handle.messageId(), handle.timestamp() - 1, earliest, waiting));
    }

    private boolean take(ParkedRecord parked) {
        boolean same =
                parked.officialDue() == handle.timestamp() - 1 && handle.topic().equals(parked.realTopic());
        if (parked.recalledKey() != null) {
            recalled |= same;
        } else if (same && handle.messageId().equals(parked.uniqueId())) {
            dues.put(parked.offset(), parked.due());
            if (parked.earlierOffset() >= 0) {
                left.add(parked.earlierOffset());
            }
        }
        return true;
    }
}
