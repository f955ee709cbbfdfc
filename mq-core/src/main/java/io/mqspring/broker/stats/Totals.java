package io.mqspring.broker.stats;

/** All that goes one way through a broker since its start, with the rates of the last ten minutes and the days. Adding takes no lock. */
final class Totals {

    private static final int TEN_MINUTES = 61;

    private final Figure messages;
    private final SampleRing samples = new SampleRing(TEN_MINUTES);
    private long todayMorning;
    private long yesterdayMorning;

    Totals(long now) {
        messages = new Figure(now);
        samples.add(now, 0, 0);
    }

    void add(long more) {
        messages.add(more);
    }

    long sum() {
        return messages.total();
    }

    /** The same in the windows of a figure. */
    Windows windows(long now) {
        return messages.windows(now);
    }

    synchronized void sample(long now) {
        messages.sample(now);
        samples.add(now, messages.total(), 0);
    }

    synchronized void newDay() {
        yesterdayMorning = todayMorning;
        todayMorning = messages.total();
    }

    synchronized double perSecond(long now, long windowMillis) {
        return samples.since(now, windowMillis, messages.total(), 0).perSecond();
    }

    synchronized long untilTodayMorning() {
        return todayMorning;
    }

    synchronized long untilYesterdayMorning() {
        return yesterdayMorning;
    }
}
