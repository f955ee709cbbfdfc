package io.mqspring.scripted;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Runs a test with many inputs, each from a seed of its own. A failure names the seed; {@code -Dseed=} runs that one alone,
 * {@code -Dseeds=} sets how many are run. Stateless.
 */
public final class Fuzz {

    /** One input. */
    @FunctionalInterface
    public interface Input {
        void run(RandomGenerator random) throws Exception;
    }

    private Fuzz() {}

    /** Runs so many inputs unless the command line says otherwise. */
    public static void inputs(int count, Input input) {
        Long only = Long.getLong("seed");
        if (only != null) {
            one(only, input);
            return;
        }
        int seeds = Integer.getInteger("seeds", count);
        for (long seed = 1; seed <= seeds; seed++) {
            one(seed, input);
        }
    }

    private static void one(long seed, Input input) {
        try {
            input.run(new SplittableRandom(seed));
        } catch (Exception | AssertionError | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError("run again with -Dseed=" + seed + ": " + e, e);
        }
    }

    /** Bytes that nobody meant. */
    public static byte[] bytes(RandomGenerator random, int limit) {
        byte[] bytes = new byte[random.nextInt(limit)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A copy with a few bits flipped, bytes replaced, or a number of four bytes made extreme. */
    public static byte[] damaged(RandomGenerator random, byte[] valid) {
        byte[] bytes = valid.clone();
        int damages = 1 + random.nextInt(4);
        for (int i = 0; i < damages && bytes.length > 0; i++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt();
                case 2 -> bytes[at] = (byte) MARKS.charAt(random.nextInt(MARKS.length()));
                default -> {
                    int extreme = EXTREMES[random.nextInt(EXTREMES.length)];
                    for (int b = 0; b < 4 && at + b < bytes.length; b++) {
                        bytes[at + b] = (byte) (extreme >> (24 - 8 * b));
                    }
                }
            }
        }
        return bytes;
    }

    /** A text for a field: numbers at their limits, names with path characters, separators, and what is right. */
    public static String value(RandomGenerator random, String... right) {
        int kind = random.nextInt(3);
        if (kind == 0 || right.length == 0) {
            return ODD[random.nextInt(ODD.length)];
        }
        return kind == 1 ? Integer.toString(random.nextInt(-2, 12)) : right[random.nextInt(right.length)];
    }

    private static final String MARKS = "{}[]\":,\\u0-9\u0001\u0002/.";

    private static final int[] EXTREMES = {0, -1, 1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x7F, 0xFFFF, 0x00FFFFFF};

    private static final String[] ODD = {
        "",
        " ",
        "-1",
        "0",
        "1e9",
        "NaN",
        "null",
        "true",
        "9223372036854775807",
        "-9223372036854775808",
        "99999999999999999999999",
        "2147483648",
        "../../etc/passwd",
        "a/b",
        "..",
        "a@b",
        "\u0000",
        "\u0001\u0002",
        "A\u0001B",
        "\u0002\u0002\u0001",
        "TAGS\u0001\u0002KEYS\u0001",
        "%RETRY%",
        "%RETRY%%RETRY%g",
        "%DLQ%",
        "SCHEDULE_TOPIC_XXXX",
        "RMQ_SYS_TRANS_HALF_TOPIC",
        "TBW102",
        "\u00e4\u6f22\ud83d\ude00",
        "\ud83d",
        "x".repeat(300),
        "x".repeat(40_000),
        "DELAY\u000199\u0002",
        "TIMER_DELAY_MS\u0001-5\u0002",
        "TIMER_DELIVER_MS\u0001999999999999999999999\u0002",
        "TRAN_MSG\u0001true\u0002",
    };
}
