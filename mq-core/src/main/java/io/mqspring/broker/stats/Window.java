package io.mqspring.broker.stats;

/**
 * A figure over a time that has just passed.
 *
 * @param sum how much
 * @param perSecond the same by second
 * @param perEvent the same by event, such as by pull
 */
public record Window(long sum, double perSecond, double perEvent) {

    private static final double SECOND = 1000;

    /** Less than a second counts as a second: a first message makes no storm. */
    static Window of(long sum, long events, long millis) {
        return new Window(sum, sum * SECOND / Math.max(SECOND, millis), events == 0 ? 0 : (double) sum / events);
    }
}
