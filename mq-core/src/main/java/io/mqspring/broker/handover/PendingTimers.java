package io.mqspring.broker.handover;

import io.mqspring.message.MessageProperties;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.RecordFormat;
import io.mqspring.message.TopicNames;
import io.mqspring.store.MessageStore;
import io.mqspring.store.ReadResult;
import io.mqspring.store.ReadStatus;
import io.mqspring.store.RecordFilter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which timers wait, read from the log alone: a timer waits if it lies in the timer queue, an official broker has not delivered
 * it, and no record of the log bears the mark that this broker puts on a delivery. Used once, by one thread.
 */
final class PendingTimers {

    private static final int RUN = 256;
    private static final int RUN_BYTES = 4 * 1024 * 1024;

    private final MessageStore store;
    private final long floor;
    private final long end;
    /** Bit i stands for the offset floor + i. */
    private final BitSet pending = new BitSet();

    private PendingTimers(MessageStore store, long floor) {
        this.store = store;
        this.end = store.maxOffset(TopicNames.TIMER_TOPIC, 0);
        this.floor = Math.min(end, Math.max(floor, store.minOffset(TopicNames.TIMER_TOPIC, 0)));
    }

    /**
     * Finds out.
     *
     * @param check what the last broker said of its progress
     */
    static PendingTimers find(MessageStore store, TimerCheck check) {
        PendingTimers found = new PendingTimers(store, check.ours() ? check.queueOffset() : 0);
        Fates fates = new Fates(check);
        found.forEach(found.floor, found.end, fates::note);
        long[] firstPosition = {-1};
        found.forEach(found.floor, found.end, timer -> {
            if (firstPosition[0] < 0) {
                firstPosition[0] = timer.physicalOffset();
            }
            if (!fates.isDone(timer)) {
                found.pending.set(Math.toIntExact(timer.offset() - found.floor));
            }
        });
        if (!found.pending.isEmpty()) {
            // A timer lies in the log before its delivery.
            found.takeOutDelivered(firstPosition[0]);
        }
        return found;
    }

    boolean isEmpty() {
        return pending.isEmpty();
    }

    int count() {
        return pending.cardinality();
    }

    /** The lowest offset that waits; the queue's end if none does. */
    long lowest() {
        return pending.isEmpty() ? end : floor + pending.nextSetBit(0);
    }

    /** Whether everything from the lowest on waits. */
    boolean isContiguous() {
        return pending.cardinality() == end - lowest();
    }

    /** Visits the timers that wait, in the queue's order. */
    void forEach(Consumer<MessageView> visitor) {
        forEach(lowest(), end, timer -> {
            if (pending.get(Math.toIntExact(timer.offset() - floor))) {
                visitor.accept(timer);
            }
        });
    }

    private void forEach(long from, long to, Consumer<MessageView> visitor) {
        long next = from;
        while (next < to) {
            ReadResult result = store.read(TopicNames.TIMER_TOPIC, 0, next, RUN, RUN_BYTES, RecordFilter.ALL);
            try (var batch = result.batch()) {
                for (MessageView timer : batch.toViews("")) {
                    if (timer.offset() < to) {
                        visitor.accept(timer);
                    }
                }
            }
            if (result.nextOffset() <= next || result.status() == ReadStatus.AT_END) {
                return;
            }
            next = result.nextOffset();
        }
    }

    private void takeOutDelivered(long from) {
        store.scan(from, (record, at) -> {
            long offset = mark(record, at);
            if (offset >= floor && offset < end) {
                pending.clear(Math.toIntExact(offset - floor));
            }
            return !pending.isEmpty();
        });
    }

    private static long mark(ByteBuffer record, int at) {
        byte[] bytes = new byte[RecordFormat.propertiesLength(record, at)];
        record.get(RecordFormat.propertiesPosition(record, at), bytes);
        String text = MessageProperties.find(new String(bytes, StandardCharsets.UTF_8), PropertyNames.MQ_TIMER_OFFSET);
        return text == null ? -1 : number(text);
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** What the queue and the progress of an official broker say about single timers. */
    private static final class Fates {

        private static final String ROLLED = "TIMER_ROLL_TIMES";
        private static final String CANCELS = "TIMER_DEL_UNIQKEY";

        private final TimerCheck check;
        private final Set<String> cancelled = new HashSet<>();
        /** By unique id, the last place of a timer that was put to the end of the queue to wait on. */
        private final Map<String, Long> moved = new HashMap<>();

        Fates(TimerCheck check) {
            this.check = check;
        }

        void note(MessageView timer) {
            // Some brokers put the topic before the id.
            timer.property(CANCELS).ifPresent(id -> cancelled.add(id.substring(id.indexOf('+') + 1)));
            if (timer.property(ROLLED).isPresent()) {
                moved.put(timer.messageId(), timer.offset());
            }
        }

        boolean isDone(MessageView timer) {
            return timer.property(CANCELS).isPresent()
                    || cancelled.contains(timer.messageId())
                    || moved.getOrDefault(timer.messageId(), -1L) > timer.offset()
                    || isDelivered(timer);
        }

        /** Whether an official broker has delivered it; what this broker delivered bears a mark instead. */
        private boolean isDelivered(MessageView timer) {
            long due = timer.property(PropertyNames.TIMER_OUT_MS)
                    .map(PendingTimers::number)
                    .orElse(Long.MAX_VALUE);
            return !check.ours() && timer.offset() < check.queueOffset() && due < check.deliveredUntil();
        }
    }
}
