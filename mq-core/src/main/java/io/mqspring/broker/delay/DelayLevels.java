package io.mqspring.broker.delay;

/** The 18 delay levels that Apache RocketMQ has by default. Stateless. */
final class DelayLevels {

    private static final int[] SECONDS = {
        1, 5, 10, 30, 60, 120, 180, 240, 300, 360, 420, 480, 540, 600, 1200, 1800, 3600, 7200
    };

    static final int HIGHEST = 18;

    private DelayLevels() {}

    /** The level's delay; a level above the highest counts as the highest. */
    static long millis(int level) {
        return SECONDS[Math.min(level, HIGHEST) - 1] * 1000L;
    }
}
