package io.mqspring.broker.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SettledOffsetsTests {

    private static final long BASE = 1L << 40;
    private static final int SPAN = 300_000;

    @Test
    void knowsWhatASetWouldKnow() {
        Random random = new Random(7);
        SettledOffsets settled = new SettledOffsets(BASE);
        TreeSet<Long> open = new TreeSet<>();
        for (long offset = BASE; offset < BASE + SPAN; offset++) {
            open.add(offset);
        }
        for (int i = 0; i < SPAN; i++) {
            // Mostly in order, so that the front is whole now and then and gets cut off.
            long offset = BASE + Math.max(0, i - random.nextInt(50));
            settled.settle(offset);
            open.remove(offset);
            if (i % 997 == 0) {
                long from = BASE + random.nextInt(SPAN);
                assertThat(settled.lowest()).isEqualTo(open.first());
                assertThat(settled.nextOpen(from)).isEqualTo(open.ceiling(from));
                assertThat(settled.openBelow(BASE + SPAN)).isEqualTo(open.size());
                assertThat(settled.isSettled(from)).isEqualTo(!open.contains(from));
            }
        }
        open.forEach(settled::settle);
        assertThat(settled.lowest()).isEqualTo(BASE + SPAN);
        assertThat(settled.openBelow(BASE + SPAN)).isZero();
    }

    @Test
    void whatLiesBeforeTheBeginningIsSettled() {
        SettledOffsets settled = new SettledOffsets(10);
        settled.settle(3);
        assertThat(settled.isSettled(9)).isTrue();
        assertThat(settled.isSettled(10)).isFalse();
        assertThat(settled.nextOpen(0)).isEqualTo(10);
        assertThat(settled.openBelow(10)).isZero();
        assertThat(settled.openBelow(0)).isZero();
    }
}
