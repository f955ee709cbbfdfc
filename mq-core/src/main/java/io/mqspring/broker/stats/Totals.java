package io.mqspring.broker.stats;

import java.util.concurrent.atomic.LongAdder;

/** All that goes one way through a broker since its start, with the rates of the last ten minutes and the days. Adding takes no lock. */
final class Totals {

    private static final int TEN_MINUTES = 61;

    private final LongAdder messages = new LongAdder();
    private final SampleRing samples = new SampleRing(TEN_MINUTES);
    private long todayMorning;
    private long yesterdayMorning;

    Totals(long now) {
        samples.add(now, 0, 0);
    }

    void add(long more) {
        messages.add(more);
    }

    long sum() {
        return messages.sum();
    }

    synchronized void sample(long now) {
        samples.add(now, messages.sum(), 0);
    }

    synchronized void newDay() {
        yesterdayMorning = todayMorning;
        todayMorning = messages.sum();
    }

    synchronized double perSecond(long now, long windowMillis) {
        return samples.since(now, windowMillis, messages.sum(), 0).perSecond();
    }

    synchronized long untilTodayMorning() {
        return todayMorning;
    }

    synchronized long untilYesterdayMorning() {
        return yesterdayMorning;
    }
}
