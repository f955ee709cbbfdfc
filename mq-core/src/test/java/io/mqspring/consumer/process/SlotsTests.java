package io.mqspring.consumer.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SlotsTests {

    @Test
    void there_are_so_many_and_no_more() {
        Slots slots = new Slots(100);
        Set<Slot> taken = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            assertThat(taken.add(Objects.requireNonNull(slots.acquire()))).isTrue();
        }
        assertThat(slots.acquire()).isNull();
        assertThat(slots.used()).isEqualTo(100);

        taken.forEach(slots::release);

        assertThat(slots.used()).isZero();
        assertThat(taken).contains(slots.acquire());
    }

    @Test
    void no_two_hold_one_slot_and_none_is_lost_whoever_comes_and_goes()
            throws InterruptedException, ExecutionException {
        Slots slots = new Slots(3);
        Set<Slot> held = ConcurrentHashMap.newKeySet();
        Set<Slot> seen = ConcurrentHashMap.newKeySet();
        ExecutorService threads = Executors.newFixedThreadPool(6);
        List<Future<?>> done = new ArrayList<>();
        for (int thread = 0; thread < 6; thread++) {
            done.add(threads.submit(() -> {
                for (int i = 0; i < 100_000; i++) {
                    Slot slot = slots.acquire();
                    if (slot != null) {
                        seen.add(slot);
                        assertThat(held.add(slot)).isTrue();
                        held.remove(slot);
                        slots.release(slot);
                    }
                }
            }));
        }
        for (Future<?> each : done) {
            each.get();
        }
        threads.shutdown();

        assertThat(slots.used()).isZero();
        assertThat(seen).hasSizeLessThanOrEqualTo(3);
        for (int i = 0; i < 3; i++) {
            assertThat(slots.acquire()).isNotNull();
        }
        assertThat(slots.acquire()).isNull();
    }
}
