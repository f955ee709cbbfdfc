package io.mqspring.broker.stats;

import java.util.concurrent.atomic.LongAdder;

/**
 * A growing figure with the samples from which its windows are made: one each 10 s for the last minute, each 10 minutes for
 * the last hour, each hour for the last day, as the official broker takes them. Adding takes no lock.
 */
final class Figure {

    static final long MINUTE = 60_000;
    static final long HOUR = 60 * MINUTE;
    static final long DAY = 24 * HOUR;

    private static final int SIX = 7;
    private static final int HOURS = 25;

    private final LongAdder amount = new LongAdder();
    private final LongAdder events = new LongAdder();
    private final SampleRing minute = new SampleRing(SIX);
    private final SampleRing hour = new SampleRing(SIX);
    private final SampleRing day = new SampleRing(HOURS);
    private long changedAt;
    private long sampledAmount;

    /**
     * @param now of a clock that never goes back, milliseconds
     */
    Figure(long now) {
        minute.add(now, 0, 0);
        hour.add(now, 0, 0);
        day.add(now, 0, 0);
        changedAt = now;
    }

    void add(long more) {
        amount.add(more);
        events.increment();
    }

    long total() {
        return amount.sum();
    }

    /** Takes the samples that are due; called each 10 s. */
    synchronized void sample(long now) {
        long sum = amount.sum();
        long count = events.sum();
        if (sum != sampledAmount) {
            sampledAmount = sum;
            changedAt = now;
        }
        minute.add(now, sum, count);
        if (now - hour.youngest() >= HOUR / 6) {
            hour.add(now, sum, count);
        }
        if (now - day.youngest() >= HOUR) {
            day.add(now, sum, count);
        }
    }

    /** Whether nothing has been added for so long that all windows are empty. */
    synchronized boolean isIdle(long now) {
        return amount.sum() == sampledAmount && now - changedAt > DAY + HOUR;
    }

    synchronized Windows windows(long now) {
        long sum = amount.sum();
        long count = events.sum();
        return new Windows(
                minute.since(now, MINUTE, sum, count),
                hour.since(now, HOUR, sum, count),
                day.since(now, DAY, sum, count));
    }
}
