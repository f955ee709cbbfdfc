package io.mqspring.test.simulation;

import io.mqspring.runtime.TimeSource;
import java.time.Duration;

/** The clock of one machine: the world's, but that its wall time may differ. */
final class SkewedClock implements TimeSource {

    private final TimeSource world;
    private long skewMillis;

    SkewedClock(TimeSource world) {
        this.world = world;
    }

    @Override
    public long wallMillis() {
        return world.wallMillis() + skewMillis;
    }

    @Override
    public long nanoTime() {
        return world.nanoTime();
    }

    void jump(Duration by) {
        skewMillis += by.toMillis();
    }
}
