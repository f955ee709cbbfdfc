package io.mqspring.protocol;

/** A figure of a broker over the last minute, hour and day. */
public record BrokerStatsDataResponse(Window minute, Window hour, Window day) implements Response {

    /**
     * One window.
     *
     * @param sum how much in it
     * @param perSecond the same by second
     * @param perCall the same by event
     */
    public record Window(long sum, double perSecond, double perCall) {}
}
