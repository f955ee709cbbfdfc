package io.mqspring.broker.delay;

import java.util.Arrays;

/** Timers in a binary heap of two arrays: 16 bytes each. Those due at the same time come in the order of their offsets. */
final class HeapTimerIndex implements TimerIndex {

    private static final int SMALLEST = 64;

    private long[] dues = new long[SMALLEST];
    private long[] offsets = new long[SMALLEST];
    private int size;

    @Override
    public void add(long due, long offset) {
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

    @Override
    public long nextDue() {
        return size == 0 ? NONE : dues[0];
    }

    @Override
    public long pollDue(long now) {
        if (size == 0 || dues[0] > now) {
            return NONE;
        }
        long first = offsets[0];
        size--;
        sink(dues[size], offsets[size]);
        if (dues.length > SMALLEST && size < dues.length / 4) {
            resize(dues.length / 2);
        }
        return first;
    }

    @Override
    public int size() {
        return size;
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
