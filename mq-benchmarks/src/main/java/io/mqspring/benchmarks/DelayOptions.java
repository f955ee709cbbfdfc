package io.mqspring.benchmarks;

import java.time.Duration;

/**
 * How much the part {@code delays} does; each is a system property, such as {@code -Ddelays.count=300000}.
 *
 * @param count messages that wait
 * @param spread they are due uniformly over this time
 * @param parking how long parking them may take before the first is due
 * @param window how long is measured
 * @param after how long is watched after the kill
 * @param heapMegabytes the broker's maximum heap
 * @param rate messages sent beside, each second
 * @param recalls messages taken back
 * @param all whether to wait for every message in the end
 */
record DelayOptions(
        int count,
        Duration spread,
        Duration parking,
        Duration window,
        Duration after,
        int heapMegabytes,
        int rate,
        int recalls,
        boolean all) {

    static DelayOptions fromProperties() {
        int count = Integer.getInteger("delays.count", 10_000_000);
        return new DelayOptions(
                count,
                seconds("delays.spread", 1800),
                seconds("delays.parking", 30 + count / 25_000),
                seconds("delays.window", 300),
                seconds("delays.after", 60),
                Integer.getInteger("delays.heap", 128),
                Integer.getInteger("delays.rate", 2000),
                Integer.getInteger("delays.recalls", 1000),
                Boolean.getBoolean("delays.all"));
    }

    private static Duration seconds(String name, int otherwise) {
        return Duration.ofSeconds(Integer.getInteger(name, otherwise));
    }
}
