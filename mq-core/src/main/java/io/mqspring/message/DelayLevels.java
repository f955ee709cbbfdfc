package io.mqspring.message;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** The 18 delays that every broker knows, for brokers that know no others. Stateless. */
public final class DelayLevels {

    private DelayLevels() {}

    /** The level, 1 to 18, whose delay is nearest; of two equally near the longer. */
    public static int nearest(Duration delay) {
        int nearest = 1;
        long least = Long.MAX_VALUE;
        for (int level = 1; level <= 18; level++) {
            long distance = Math.abs(seconds(level) * 1000 - delay.toMillis());
            if (distance <= least) {
                least = distance;
                nearest = level;
            }
        }
        return nearest;
    }

    /** The level, 1 to 18, of the shortest delay that is not shorter; empty when there is none. */
    public static OptionalInt atLeast(Duration delay) {
        return IntStream.rangeClosed(1, 18)
                .filter(level -> seconds(level) * 1000 >= delay.toMillis())
                .findFirst();
    }

    /** The delay of a level, 1 to 18. */
    public static Duration delay(int level) {
        return Duration.ofSeconds(seconds(level));
    }

    private static long seconds(int level) {
        return switch (level) {
            case 1 -> 1;
            case 2 -> 5;
            case 3 -> 10;
            case 4 -> 30;
            case 15 -> 20 * 60;
            case 16 -> 30 * 60;
            case 17 -> 3600;
            case 18 -> 7200;
            default -> (level - 4) * 60L;
        };
    }
}
