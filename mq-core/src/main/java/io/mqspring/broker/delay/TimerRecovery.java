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
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out after a start which timers are done: what the checkpoint says, and what the log says since. A checkpoint may
 * know more than a log that lost its end (asynchronous flush, power failure): what lies beyond the end is forgotten, because
 * other timers will get those offsets. Stateless.
 */
final class TimerRecovery {

    private static final Logger log = LoggerFactory.getLogger(TimerRecovery.class);
    private static final byte[] MARK =
            (PropertyNames.MQ_TIMER_OFFSET + MessageProperties.NAME_SEPARATOR).getBytes(StandardCharsets.UTF_8);
    private static final long NONE = -1;

    private TimerRecovery() {}

    /**
     * @param logPosition deliveries from now on lie in the log at or after it
     */
    record Recovered(TimerProgress progress, long logPosition) {}

    static Recovered run(MessageStore store, Optional<TimerCheckpoint> checkpoint) {
        long min = store.minOffset(TopicNames.TIMER_TOPIC, 0);
        long max = store.maxOffset(TopicNames.TIMER_TOPIC, 0);
        TimerProgress progress = checkpoint
                .map(written -> new TimerProgress(written.lowest(), written.done()))
                .orElseGet(() -> new TimerProgress(min));
        progress.truncate(max);
        if (progress.lowest() < min) {
            for (long lost = progress.lowest(); lost < min; lost++) {
                progress.markDone(lost);
            }
        }
        if (progress.lowest() >= max) {
            return new Recovered(progress, 0);
        }
        long known = checkpoint.map(TimerCheckpoint::logPosition).orElse(0L);
        long from = positionOf(store, progress.lowest());
        if (known > from && known <= store.stats().logEnd()) {
            from = known;
        }
        long end = scan(store, from, max, progress);
        return new Recovered(progress, end);
    }

    /** The log position of a timer's delivery at or after a position, or -1. */
    static long findDelivery(MessageStore store, long from, long offset) {
        long[] found = {NONE};
        store.scan(from, (buffer, at) -> {
            if (timerOffset(buffer, at) == offset) {
                found[0] = RecordFormat.physicalOffset(buffer, at);
            }
            return found[0] == NONE;
        });
        return found[0];
    }

    private static long scan(MessageStore store, long from, long max, TimerProgress progress) {
        int[] deliveries = {0};
        long end = store.scan(from, (buffer, at) -> {
            long offset = timerOffset(buffer, at);
            if (offset >= 0 && offset < max) {
                progress.markDone(offset);
                deliveries[0]++;
            }
            return true;
        });
        log.debug(
                "Timers: {} deliveries found in the log between {} and {}; pending from {} on",
                deliveries[0],
                from,
                end,
                progress.lowest());
        return end;
    }

    /** A timer is in the log before its delivery, so nothing before it needs to be read. */
    private static long positionOf(MessageStore store, long offset) {
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
