package io.mqspring.test.simulation;

import io.mqspring.runtime.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Virtual time. Monotonic time starts anywhere, as on a real machine, and moves with the tasks; wall time follows it until
 * it is made to jump.
 */
final class SimulatedClock implements TimeSource {

    private final StepQueue steps;
    private final long monotonicOrigin;
    private long wallOrigin;

    SimulatedClock(StepQueue steps, long monotonicOrigin, Instant wallStart) {
        this.steps = steps;
        this.monotonicOrigin = monotonicOrigin;
        this.wallOrigin = wallStart.toEpochMilli();
    }

    @Override
    public long wallMillis() {
        return wallOrigin + TimeUnit.NANOSECONDS.toMillis(steps.now());
    }

    @Override
    public long nanoTime() {
        return monotonicOrigin + steps.now();
    }

    void setWall(Instant wall) {
        wallOrigin += wall.toEpochMilli() - wallMillis();
    }

    void jumpWall(Duration by) {
        wallOrigin += by.toMillis();
    }
}
