package io.mqspring.store;

import io.mqspring.store.queue.ConsumeQueue;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Appends that wait for the next force, in log order. Two of them take turns: one is filled under the append lock while the
 * flusher works on the other. Grows to the largest group and then allocates nothing.
 */
final class PendingAppends {

    private @Nullable ConsumeQueue[] queues = new ConsumeQueue[64];
    private @Nullable AppendCallback[] callbacks = new AppendCallback[64];
    /** Per append: its position, its first offset, the queue's end behind it, its store time. */
    private long[] places = new long[64 * 4];

    private int size;
    private int records;
    private long end;

    void add(
            ConsumeQueue queue,
            @Nullable AppendCallback callback,
            long position,
            long offset,
            long queueEnd,
            long timestamp) {
        if (size == queues.length) {
            queues = Arrays.copyOf(queues, size * 2);
            callbacks = Arrays.copyOf(callbacks, size * 2);
            places = Arrays.copyOf(places, size * 8);
        }
        queues[size] = queue;
        callbacks[size] = callback;
        places[size * 4] = position;
        places[size * 4 + 1] = offset;
        places[size * 4 + 2] = queueEnd;
        places[size * 4 + 3] = timestamp;
        size++;
        records += (int) (queueEnd - offset);
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    int records() {
        return records;
    }

    /** The log's end when the group was taken. */
    long end() {
        return end;
    }

    void setEnd(long logEnd) {
        end = logEnd;
    }

    ConsumeQueue queue(int i) {
        ConsumeQueue queue = queues[i];
        if (queue == null) {
            throw new IllegalStateException("no append " + i);
        }
        return queue;
    }

    long queueEnd(int i) {
        return places[i * 4 + 2];
    }

    /** Tells an append that it is done. */
    void complete(int i) {
        AppendCallback callback = callbacks[i];
        if (callback != null) {
            callback.onAppended(places[i * 4], places[i * 4 + 1], places[i * 4 + 3]);
        }
    }

    void refuse(int i, AppendRefusal refusal) {
        AppendCallback callback = callbacks[i];
        if (callback != null) {
            callback.onRefused(refusal);
        }
    }

    void clear() {
        Arrays.fill(queues, 0, size, null);
        Arrays.fill(callbacks, 0, size, null);
        size = 0;
        records = 0;
    }
}
