package io.mqspring.broker.delay;

import io.mqspring.message.MessageProperties;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.RecordFormat;
import io.mqspring.message.TopicNames;
import io.mqspring.store.MessageStore;
import io.mqspring.store.ReadResult;
import io.mqspring.store.RecordFilter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads from the log which timers are done: a record that delivers a timer, or parks it anew, carries that timer's offset.
 * Stateless.
 */
final class TimerRecovery {

    private static final byte[] MARK =
            (PropertyNames.MQ_TIMER_OFFSET + MessageProperties.NAME_SEPARATOR).getBytes(StandardCharsets.UTF_8);
    private static final long NONE = -1;

    private TimerRecovery() {}

    /** The timers whose marks lie in the readable log at or after a position. */
    static DoneTimers doneSince(MessageStore store, long from) {
        DoneTimers done = new DoneTimers(store.minOffset(TopicNames.TIMER_TOPIC, 0));
        store.scan(from, (buffer, at) -> {
            long offset = timerOffset(buffer, at);
            if (offset >= 0) {
                done.add(offset, RecordFormat.storeTimestamp(buffer, at));
            }
            return true;
        });
        return done;
    }

    /** A timer is in the log before its delivery, so nothing before it needs to be read. */
    static long positionOf(MessageStore store, long offset) {
        long[] position = {0};
        ReadResult result = store.read(TopicNames.TIMER_TOPIC, 0, offset, 1, 1, RecordFilter.ALL);
        try (var batch = result.batch()) {
            ParkedRecords.forEach(batch, parked -> {
                position[0] = parked.physicalOffset();
                return false;
            });
        }
        return position[0];
    }

    /** The offset of the timer that a record delivers, or -1 if it is no delivery. */
    private static long timerOffset(ByteBuffer buffer, int at) {
        int from = RecordFormat.propertiesPosition(buffer, at);
        int end = from + RecordFormat.propertiesLength(buffer, at);
        for (int i = from; i <= end - MARK.length; i++) {
            boolean begins = i == from || buffer.get(i - 1) == MessageProperties.VALUE_SEPARATOR;
            if (begins && isMark(buffer, i)) {
                return number(buffer, i + MARK.length, end);
            }
        }
        return NONE;
    }

    private static boolean isMark(ByteBuffer buffer, int at) {
        for (int i = 0; i < MARK.length; i++) {
            if (buffer.get(at + i) != MARK[i]) {
                return false;
            }
        }
        return true;
    }

    private static long number(ByteBuffer buffer, int from, int end) {
        long number = NONE;
        for (int i = from; i < end && buffer.get(i) >= '0' && buffer.get(i) <= '9'; i++) {
            number = Math.max(0, number) * 10 + buffer.get(i) - '0';
        }
        return number;
    }
}
