package io.mqspring.store.timer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** A heap and any number of sorted runs as one sequence in the order of due times and offsets. Confined to its user. */
final class TimerMerge {

    /** So many runs are read again for one question. */
    private static final int CORRECTIONS = 4;

    private final TimerHeap heap;
    private final PriorityQueue<TimerRun> runs = new PriorityQueue<>(TimerRun.BY_HEAD);
    private long size;
    private long due;
    private long offset;

    TimerMerge(TimerHeap heap) {
        this.heap = heap;
        this.size = heap.size();
    }

    /** A merge of copies, which leaves this one as it is. */
    TimerMerge fork(Collection<TimerRun> some) {
        TimerMerge fork = new TimerMerge(heap.copy());
        some.forEach(run -> fork.add(run.fork()));
        return fork;
    }

    void add(TimerRun run) {
        size += run.remaining();
        runs.add(run);
    }

    void add(long timerDue, long timerOffset) {
        size++;
        heap.add(timerDue, timerOffset);
    }

    /** Takes a run in the place of others and of the heap, all of whose timers it has. */
    void replace(Collection<TimerRun> folded, TimerRun run) {
        runs.removeAll(folded);
        heap.clear();
        runs.add(run);
    }

    void clear() {
        heap.clear();
        runs.forEach(TimerRun::close);
        runs.clear();
        size = 0;
    }

    long size() {
        return size;
    }

    int heapSize() {
        return heap.size();
    }

    /** The earliest due time, or {@link TimerIndex#NONE}. */
    long nextDue() {
        if (headIsInHeap()) {
            return heap.due();
        }
        TimerRun run = runs.peek();
        return run == null ? TimerIndex.NONE : run.due();
    }

    /** Removes the earliest timer, which then is {@link #due} and {@link #offset}. */
    void pop() {
        size--;
        if (headIsInHeap()) {
            due = heap.due();
            offset = heap.offset();
            heap.pop();
            return;
        }
        TimerRun run = runs.remove();
        due = run.due();
        offset = run.offset();
        run.advance();
        if (run.remaining() > 0) {
            runs.add(run);
        } else {
            run.close();
        }
    }

    long due() {
        return due;
    }

    long offset() {
        return offset;
    }

    /** The runs that are not at their end. */
    List<TimerRun> runs() {
        return new ArrayList<>(runs);
    }

    /** A lower bound of the offsets; corrects the bounds of a few runs that hold it down. */
    long lowestOffset() {
        long[] inHeap = {Long.MAX_VALUE};
        heap.forEach((timerDue, timerOffset) -> inHeap[0] = Math.min(inHeap[0], timerOffset));
        for (int i = 0; i < CORRECTIONS; i++) {
            TimerRun least = runs.stream()
                    .min(Comparator.comparingLong(TimerRun::lowestOffset))
                    .orElse(null);
            if (least == null || least.lowestOffset() > inHeap[0] || !least.correctLowest()) {
                break;
            }
        }
        long inRuns = runs.stream().mapToLong(TimerRun::lowestOffset).min().orElse(Long.MAX_VALUE);
        return Math.min(inHeap[0], inRuns);
    }

    void forEachInHeap(TimerVisitor visitor) {
        heap.forEach(visitor);
    }

    void forEach(TimerVisitor visitor) {
        heap.forEach(visitor);
        runs.forEach(run -> run.forEach(visitor));
    }

    private boolean headIsInHeap() {
        TimerRun run = runs.peek();
        if (heap.isEmpty() || run == null) {
            return !heap.isEmpty();
        }
        return heap.due() < run.due() || (heap.due() == run.due() && heap.offset() < run.offset());
    }
}
