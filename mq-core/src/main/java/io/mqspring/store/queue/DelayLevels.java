package io.mqspring.store.queue;

/** The times that Apache RocketMQ's delay levels stand for by default. Stateless. */
public final class DelayLevels {

    private static final int[] SECONDS = {
        1, 5, 10, 30, 60, 120, 180, 240, 300, 360, 420, 480, 540, 600, 1200, 1800, 3600, 7200
    };

    private DelayLevels() {}

    /** The highest level. */
    public static int highest() {
        return SECONDS.length;
    }

    /** Milliseconds of a level from 1 on; a higher one counts as the highest, a lower one as none. */
    public static long millis(int level) {
        return level < 1 ? 0 : SECONDS[Math.min(level, SECONDS.length) - 1] * 1000L;
    }
}
