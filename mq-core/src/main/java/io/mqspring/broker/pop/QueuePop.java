package io.mqspring.broker.pop;

import io.mqspring.message.MessageView;
import io.mqspring.message.RecordBatch;
import io.mqspring.store.MessageStore;
import io.mqspring.store.ReadResult;
import io.mqspring.store.RecordFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * One pop on its way over the queues. Under the lock of {@link PopTable}, on the thread that may touch old parts of the log.
 */
final class QueuePop {

    /** The part of an ordered pop's handles that says so. */
    static final int ORDERED_REVIVE_QUEUE = 999;

    /** So often a pop reads on in a queue in which nothing matches; the rest is for the next look. */
    private static final int MOST_READS = 32;

    private static final String ORIGINAL = "0";
    private static final String RETRIED = "1";

    private final PopParts parts;
    private final PopWish wish;
    private final PoppedRecords records;
    private final BiConsumer<PopQueue, Handout> onHandout;

    /**
     * @param onHandout told of each message that is handed out
     */
    QueuePop(PopParts parts, PopWish wish, BiConsumer<PopQueue, Handout> onHandout) {
        this.parts = parts;
        this.wish = wish;
        this.records = new PoppedRecords(wish.most(), parts.time().wallMillis());
        this.onHandout = onHandout;
    }

    PoppedRecords records() {
        return records;
    }

    /** Takes what there is room for. */
    void take(PopQueue queue, boolean retries) {
        if (records.room() > 0) {
            queue.ordered = wish.order();
            if (wish.order()) {
                takeInOrder(queue);
            } else if (queue.isFull()) {
                records.blocked = true;
            } else {
                takeNew(queue, retries);
            }
        }
        MessageStore store = parts.store();
        PopKey key = queue.key;
        records.rest += Math.max(0, store.maxOffset(key.topic(), key.queueId()) - queue.next);
    }

    private void takeInOrder(PopQueue queue) {
        boolean again = wish.attemptId() != null && wish.attemptId().equals(queue.attemptId);
        if (queue.out.isEmpty()) {
            takeNew(queue, false);
        } else if (again || queue.out.values().stream().allMatch(handout -> handout.due <= records.popTime)) {
            takeAgain(queue, !again);
        } else {
            records.blocked = true;
            return;
        }
        queue.attemptId = wish.attemptId();
    }

    /** What is out of an ordered queue comes again, and nothing new before it. */
    private void takeAgain(PopQueue queue, boolean counts) {
        for (Handout handout : List.copyOf(queue.out.values())) {
            if (records.room() <= 0) {
                return;
            }
            Optional<RecordBatch> record = read(parts.store(), queue.key, handout.offset);
            if (record.isEmpty()) {
                queue.out.remove(handout.offset);
                continue;
            }
            handout.popTime = records.popTime;
            handout.due = due();
            handout.times += counts && !handout.suspended ? 1 : 0;
            handout.suspended = false;
            onHandout.accept(queue, handout);
            records.add(ORIGINAL, queue.key.queueId(), record.get(), List.of(handout.offset));
            if (handout.times > 0) {
                records.count(ORIGINAL, queue.key.queueId(), handout.offset, handout.times);
            }
        }
    }

    private void takeNew(PopQueue queue, boolean retries) {
        PopKey key = queue.key;
        RecordFilter filter = retries ? RecordFilter.ALL : wish.filter();
        for (int reads = 0; reads < MOST_READS; reads++) {
            int most = Math.min(records.room(), PopQueue.MOST_OUT - queue.out.size());
            ReadResult result =
                    parts.store().read(key.topic(), key.queueId(), queue.next, most, records.roomBytes(), filter);
            switch (result.status()) {
                case FOUND -> {
                    take(queue, retries, result.batch());
                    queue.next = result.nextOffset();
                    return;
                }
                case NOTHING_MATCHED, TOO_SMALL, TOO_LARGE -> queue.next = result.nextOffset();
                case AT_END -> {
                    watch(queue, retries);
                    return;
                }
                case EMPTY_QUEUE -> {
                    queue.next = 0;
                    watch(queue, retries);
                    return;
                }
            }
        }
        // Where it stands now lies before the end, so that who waits for it looks again at once.
        watch(queue, retries);
    }

    private void take(PopQueue queue, boolean retries, RecordBatch batch) {
        List<Long> offsets = PoppedRecords.offsetsOf(batch);
        for (long offset : offsets) {
            Handout handout = new Handout(offset, records.popTime, due());
            queue.out.put(offset, handout);
            onHandout.accept(queue, handout);
        }
        if (!retries) {
            records.add(ORIGINAL, queue.key.queueId(), batch, offsets);
            return;
        }
        try (batch) {
            List<RecordBatch> restored = new ArrayList<>();
            for (MessageView view : batch.toViews(parts.brokerName())) {
                restored.add(restored(queue, offsets.get(0), view));
            }
            records.add(RETRIED, queue.key.queueId(), joined(restored), offsets);
        }
    }

    private RecordBatch restored(PopQueue queue, long startOffset, MessageView view) {
        PopHandle handle = new PopHandle(
                startOffset,
                records.popTime,
                wish.invisibleMillis(),
                0,
                RETRIED,
                parts.brokerName(),
                queue.key.queueId(),
                view.offset());
        RecordBatch restored = PopRecords.restored(view, wish.topic(), handle, parts.storeHost());
        return restored != null ? restored : view.toBatch();
    }

    private static RecordBatch joined(List<RecordBatch> batches) {
        return RecordBatch.leased(
                batches.stream().flatMap(batch -> batch.slices().stream()).toList(), batches.size(), () -> {});
    }

    private long due() {
        return due(records.popTime, wish.invisibleMillis());
    }

    /** When a message comes again. */
    static long due(long popTime, long invisibleMillis) {
        long due = popTime + Math.max(0, invisibleMillis);
        return due < 0 ? Long.MAX_VALUE : due;
    }

    private void watch(PopQueue queue, boolean retries) {
        records.watch.add(new Popped.Watch(queue.key.topic(), queue.key.queueId(), queue.next, retries));
    }

    /** One message of a queue; empty if it cannot be read any more. The caller closes it. */
    static Optional<RecordBatch> read(MessageStore store, PopKey key, long offset) {
        ReadResult result = store.read(key.topic(), key.queueId(), offset, 1, Integer.MAX_VALUE, RecordFilter.ALL);
        RecordBatch batch = result.batch();
        if (!batch.isEmpty() && PoppedRecords.offsetsOf(batch).get(0) == offset) {
            return Optional.of(batch);
        }
        batch.close();
        return Optional.empty();
    }
}
