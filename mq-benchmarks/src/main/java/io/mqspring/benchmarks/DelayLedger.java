package io.mqspring.benchmarks;

import io.mqspring.message.MessageView;
import java.nio.ByteBuffer;
import java.util.BitSet;
import org.HdrHistogram.Histogram;

/** Which of the timed messages have come, when, and how late. A body begins with the message's number. Thread safe. */
final class DelayLedger {

    private final int count;
    private final long firstDue;
    private final long spreadMillis;
    private final BitSet come;
    private final BitSet recalled = new BitSet();
    private final Histogram stored = new Histogram(3);
    private final Histogram received = new Histogram(3);
    private long windowFrom = Long.MAX_VALUE;
    private long windowTo = Long.MIN_VALUE;
    private long early;
    private long repeated;
    private long latest;

    DelayLedger(int count, long firstDue, long spreadMillis) {
        this.count = count;
        this.firstDue = firstDue;
        this.spreadMillis = spreadMillis;
        this.come = new BitSet(count);
    }

    /** Due times lie in no order: neighbours in time of sending are far apart in due time. */
    long due(int number) {
        long mixed = (number + 1) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return firstDue + Math.floorMod(mixed ^ (mixed >>> 31), spreadMillis);
    }

    /** Measures the messages due in a time. */
    synchronized void measure(long from, long to) {
        windowFrom = from;
        windowTo = to;
    }

    synchronized void take(MessageView view) {
        long now = System.currentTimeMillis();
        int number = ByteBuffer.wrap(view.body()).getInt();
        long due = due(number);
        if (come.get(number)) {
            repeated++;
            return;
        }
        come.set(number);
        if (view.storeTimestamp() < due || now < due) {
            early++;
        }
        latest = Math.max(latest, due);
        if (due >= windowFrom && due < windowTo) {
            stored.recordValue(Math.max(0, view.storeTimestamp() - due));
            received.recordValue(Math.max(0, now - due));
        }
    }

    synchronized void recalled(int number) {
        recalled.set(number);
    }

    synchronized int come() {
        return come.cardinality();
    }

    synchronized long early() {
        return early;
    }

    synchronized long repeated() {
        return repeated;
    }

    /** The latest due time of those that have come. */
    synchronized long latest() {
        return latest;
    }

    /** How many that were taken back have come all the same. */
    synchronized int recalledAndCome() {
        BitSet both = (BitSet) come.clone();
        both.and(recalled);
        return both.cardinality();
    }

    /** How many are due before a time, were not taken back, and have not come. */
    synchronized int missing(long before) {
        int missing = 0;
        for (int number = come.nextClearBit(0); number < count; number = come.nextClearBit(number + 1)) {
            if (!recalled.get(number) && due(number) < before) {
                missing++;
            }
        }
        return missing;
    }

    /** Milliseconds from due time to the record in the log. */
    synchronized Histogram stored() {
        return stored.copy();
    }

    /** Milliseconds from due time to the listener. */
    synchronized Histogram received() {
        return received.copy();
    }
}
