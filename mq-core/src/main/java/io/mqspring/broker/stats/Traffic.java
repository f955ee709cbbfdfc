package io.mqspring.broker.stats;

/**
 * What went one way through a broker.
 *
 * @param sum messages since its start
 * @param untilTodayMorning messages between its start and the last midnight
 * @param untilYesterdayMorning messages between its start and the midnight before
 * @param perSecond10s messages by second, over the last 10 seconds
 * @param perSecond1m over the last minute
 * @param perSecond10m over the last 10 minutes
 */
public record Traffic(
        long sum,
        long untilTodayMorning,
        long untilYesterdayMorning,
        double perSecond10s,
        double perSecond1m,
        double perSecond10m) {}
