package io.mqspring.test.runtime;

import io.mqspring.runtime.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What was done to time: pauses of the broker, and jumps of its clock. Tells how late and how early something may be.
 * Confined to the thread of the test.
 */
final class Injected {

    private static final long NANOS_PER_MILLI = 1_000_000;
    /** A broker with timers that wait does so at least this often. */
    private static final long LOOKS_AT_THE_CLOCK = 60_000;

    private final TimeSource broker;
    private final long begin;
    private final List<Pause> pauses = new ArrayList<>();
    private long forwardMillis;
    private int brokerDeaths;
    private long downSince = -1;

    /** From and to: wall clock of the broker; how late that may make what is due until then. */
    private record Pause(long from, long to, long millis) {

        Pause(long from, long to) {
            this(from, to, to - from);
        }
    }

    /** A time that something must not come before. */
    record Moment(long nanos, long forwardMillis) {}

    Injected(TimeSource broker) {
        this.broker = broker;
        this.begin = broker.nanoTime();
    }

    /** The broker, or a part of it, stands still from now on. */
    void pause(Duration length) {
        pauses.add(new Pause(broker.wallMillis(), broker.wallMillis() + length.toMillis()));
    }

    /** The broker's clock has jumped by so much. */
    void jumped(Duration by) {
        if (by.isNegative()) {
            // What was due before is late by this.
            pauses.add(new Pause(broker.wallMillis(), broker.wallMillis() - by.toMillis()));
        } else {
            forwardMillis += by.toMillis();
            long now = broker.wallMillis();
            pauses.add(new Pause(now - by.toMillis(), now, by.toMillis()));
            // What falls due next is known only when the broker looks at its clock again.
            pauses.add(new Pause(now, now + LOOKS_AT_THE_CLOCK, Math.min(by.toMillis(), LOOKS_AT_THE_CLOCK)));
        }
    }

    void brokerDied() {
        brokerDeaths++;
        downSince = broker.wallMillis();
    }

    void brokerBack() {
        if (downSince >= 0) {
            pauses.add(new Pause(downSince, broker.wallMillis()));
        }
    }

    int brokerDeaths() {
        return brokerDeaths;
    }

    /** How much was injected since a moment of the broker's clock. */
    Duration pausesSince(long wallMillis) {
        long sum = 0;
        for (Pause pause : pauses) {
            if (pause.to >= wallMillis) {
                sum += pause.millis;
            }
        }
        return Duration.ofMillis(sum);
    }

    /** Whether a time of the broker's clock is now, nearly. */
    boolean isNow(long wallMillis) {
        return Math.abs(broker.wallMillis() - wallMillis) < 1_000;
    }

    /** Since these notes began. */
    Duration elapsed() {
        return Duration.ofNanos(broker.nanoTime() - begin);
    }

    /** The broker's clock. */
    long wallMillis() {
        return broker.wallMillis();
    }

    Moment in(Duration delay) {
        return new Moment(broker.nanoTime() + delay.toNanos(), forwardMillis);
    }

    /** When a moment is, since these notes began. */
    Duration since(Moment moment) {
        return Duration.ofNanos(moment.nanos - begin);
    }

    /** Whether a moment is still to come; clocks that jumped forward since bring it nearer. */
    boolean isBefore(Moment moment) {
        long nearer = (forwardMillis - moment.forwardMillis) * NANOS_PER_MILLI;
        return broker.nanoTime() + nearer + NANOS_PER_MILLI < moment.nanos;
    }
}
