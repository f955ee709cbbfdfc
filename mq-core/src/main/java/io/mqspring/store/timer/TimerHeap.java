package io.mqspring.store.timer;

import java.util.Arrays;

/** Timers in a binary heap of two arrays: 16 bytes each. Those due at the same time come in the order of their offsets. */
final class TimerHeap {

    private static final int SMALLEST = 64;

    private long[] dues;
    private long[] offsets;
    private int size;

    TimerHeap() {
        this(new long[SMALLEST], new long[SMALLEST], 0);
    }

    private TimerHeap(long[] dues, long[] offsets, int size) {
        this.dues = dues;
        this.offsets = offsets;
        this.size = size;
    }

    void add(long due, long offset) {
        if (size == dues.length) {
            resize(size * 2);
        }
        int at = size++;
        while (at > 0) {
            int parent = (at - 1) / 2;
            if (!isBefore(due, offset, parent)) {
                break;
            }
            move(parent, at);
            at = parent;
        }
        dues[at] = due;
        offsets[at] = offset;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** The earliest due time; not of an empty heap. */
    long due() {
        return dues[0];
    }

    /** The offset of the earliest; not of an empty heap. */
    long offset() {
        return offsets[0];
    }

    /** Removes the earliest. */
    void pop() {
        size--;
        sink(dues[size], offsets[size]);
        if (dues.length > SMALLEST && size < dues.length / 4) {
            resize(dues.length / 2);
        }
    }

    TimerHeap copy() {
        return new TimerHeap(dues.clone(), offsets.clone(), size);
    }

    void clear() {
        dues = new long[SMALLEST];
        offsets = new long[SMALLEST];
        size = 0;
    }

    void forEach(TimerVisitor visitor) {
        for (int i = 0; i < size; i++) {
            visitor.visit(dues[i], offsets[i]);
        }
    }

    /** Puts an entry where it belongs, coming from the top. */
    private void sink(long due, long offset) {
        int at = 0;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && isBefore(dues[child + 1], offsets[child + 1], child)) {
                child++;
            }
            if (isBefore(due, offset, child)) {
                break;
            }
            move(child, at);
            at = child;
        }
        dues[at] = due;
        offsets[at] = offset;
    }

    private boolean isBefore(long due, long offset, int at) {
        return due < dues[at] || (due == dues[at] && offset < offsets[at]);
    }

    private void move(int from, int to) {
        dues[to] = dues[from];
        offsets[to] = offsets[from];
    }

    private void resize(int length) {
        dues = Arrays.copyOf(dues, length);
        offsets = Arrays.copyOf(offsets, length);
    }
}
