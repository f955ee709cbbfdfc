package io.mqspring.broker.transaction;

import io.mqspring.message.MessageView;
import io.mqspring.message.RecordFormat;
import io.mqspring.message.TopicNames;
import io.mqspring.store.MessageStore;
import io.mqspring.store.ReadResult;
import io.mqspring.store.RecordFilter;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out after a start which transactions are open: half messages from the committed offset on that no op record names.
 * Without offsets both queues are read whole. Stateless.
 */
final class TransactionRecovery {

    private static final Logger log = LoggerFactory.getLogger(TransactionRecovery.class);
    private static final int RUN = 256;
    private static final int RUN_BYTES = 1024 * 1024;
    /** For messages that are gone the log only says so. */
    private static final String ANY_BROKER = "";

    private TransactionRecovery() {}

    /**
     * @param settled what the offsets and the op records say
     * @param copies newest copies of half messages that were written again, by first copy
     * @param replaced offsets of older copies that no op record names: a crash came in between
     * @param ops op records that name half messages from the lowest open one on
     * @param opEnd behind the last op record
     */
    record Recovered(
            SettledOffsets settled, Map<Long, Long> copies, List<Long> replaced, Deque<OpLog.Op> ops, long opEnd) {}

    static Recovered run(MessageStore store, OptionalLong halfOffset, OptionalLong opOffset) {
        long halfMin = store.minOffset(TopicNames.HALF_TOPIC, 0);
        long halfEnd = store.maxOffset(TopicNames.HALF_TOPIC, 0);
        long from = Math.min(halfOffset.orElse(halfMin), halfEnd);
        SettledOffsets settled = new SettledOffsets(from);
        long opEnd = store.maxOffset(TopicNames.OP_TOPIC, 0);
        Deque<OpLog.Op> ops = new ArrayDeque<>();
        read(
                store,
                TopicNames.OP_TOPIC,
                opOffset.orElse(0),
                opEnd,
                RecordFilter.ALL,
                view -> note(view, halfEnd, settled, ops));
        warnOfLost(settled, halfMin);
        Map<Long, Long> copies = new HashMap<>();
        List<Long> replaced = new ArrayList<>();
        long open = settled.lowest();
        read(store, TopicNames.HALF_TOPIC, open, halfEnd, new Open(settled), view -> HalfMessage.of(view)
                .filter(half -> !settled.isSettled(half.offset()) && half.first() < half.offset())
                .ifPresent(copy -> take(copy, settled, copies, replaced)));
        return new Recovered(settled, copies, replaced, ops, opEnd);
    }

    private static void note(MessageView view, long halfEnd, SettledOffsets settled, Deque<OpLog.Op> ops) {
        long highest = -1;
        for (long offset : OpLog.offsets(view.body())) {
            if (offset >= 0 && offset < halfEnd) {
                settled.settle(offset);
                highest = Math.max(highest, offset);
            }
        }
        ops.addLast(new OpLog.Op(view.offset(), highest));
    }

    private static void take(HalfMessage copy, SettledOffsets settled, Map<Long, Long> copies, List<Long> replaced) {
        Long older = copies.put(copy.first(), copy.offset());
        if (older != null) {
            replaced.add(older);
        } else if (!settled.isSettled(copy.first())) {
            replaced.add(copy.first());
        }
    }

    private static void warnOfLost(SettledOffsets settled, long min) {
        long lost = 0;
        for (long offset = settled.nextOpen(0); offset < min; offset = settled.nextOpen(offset)) {
            settled.settle(offset);
            lost++;
        }
        if (lost > 0) {
            log.warn(
                    "{} open transactions are lost: their half messages are older than what the log keeps. Keep messages for"
                            + " longer than brokers and producers are ever down",
                    lost);
        }
    }

    /** Lets records through that are not settled: most are, and need not be copied. */
    private record Open(SettledOffsets settled) implements RecordFilter {

        @Override
        public boolean matchesEntry(long tagsCode) {
            return true;
        }

        @Override
        public boolean matchesRecord(ByteBuffer buffer, int at) {
            return !settled.isSettled(RecordFormat.queueOffset(buffer, at));
        }
    }

    private static void read(
            MessageStore store, String topic, long from, long end, RecordFilter filter, Consumer<MessageView> visitor) {
        long next = Math.max(from, store.minOffset(topic, 0));
        while (next < end) {
            ReadResult result = store.read(topic, 0, next, RUN, RUN_BYTES, filter);
            try (var batch = result.batch()) {
                batch.toViews(ANY_BROKER).forEach(visitor);
            }
            // Never back, whatever the store answers: this runs before anything is served.
            next = Math.max(next + 1, result.nextOffset());
        }
    }
}
