package io.mqspring.broker.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.message.MessageQueue;
import io.mqspring.scripted.ManualBackend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class QueueLocksTests {

    private static final MessageQueue ONE = new MessageQueue("t", "b", 0);
    private static final MessageQueue TWO = new MessageQueue("t", "b", 1);

    private final ManualBackend backend = new ManualBackend();
    private final QueueLocks locks = new QueueLocks(backend.time());

    @Test
    void aQueueHasOneHolderInAGroup() {
        assertThat(locks.lock("g", "a", List.of(ONE, TWO))).containsExactly(ONE, TWO);
        assertThat(locks.lock("g", "b", List.of(TWO, ONE))).isEmpty();
        assertThat(locks.lock("h", "b", List.of(ONE))).as("another group").containsExactly(ONE);

        locks.unlock("g", "b", List.of(ONE));
        assertThat(locks.lock("g", "b", List.of(ONE)))
                .as("not its own to give back")
                .isEmpty();
        locks.unlock("g", "a", List.of(ONE));
        assertThat(locks.lock("g", "b", List.of(TWO, ONE))).containsExactly(ONE);
    }

    @Test
    void aLockLastsAMinuteAfterItsLastRenewal() {
        locks.lock("g", "a", List.of(ONE));
        backend.advance(Duration.ofSeconds(50));
        assertThat(locks.lock("g", "a", List.of(ONE))).as("renewed").containsExactly(ONE);
        backend.advance(Duration.ofSeconds(60));
        assertThat(locks.lock("g", "b", List.of(ONE))).isEmpty();
        backend.advance(Duration.ofMillis(1));
        assertThat(locks.lock("g", "b", List.of(ONE))).containsExactly(ONE);
        assertThat(locks.lock("g", "a", List.of(ONE))).isEmpty();
    }

    @Test
    void whoLeavesTheGroupGivesEverythingBack() {
        locks.lock("g", "a", List.of(ONE));
        locks.lock("g", "b", List.of(TWO));
        locks.release("g", "a");
        assertThat(locks.lock("g", "c", List.of(ONE, TWO))).containsExactly(ONE);
        locks.release("nobody", "a");
    }

    @Test
    void aGroupConsumesInOrderWhileSomeLockIsValid() {
        locks.start(backend.thread("broker"));
        assertThat(locks.isOrdered("g")).isFalse();
        locks.lock("g", "a", List.of(ONE));
        assertThat(locks.isOrdered("g")).isTrue();
        backend.advance(Duration.ofSeconds(61));
        assertThat(locks.isOrdered("g")).isFalse();
        locks.lock("g", "a", List.of(ONE));
        locks.unlock("g", "a", List.of(ONE));
        assertThat(locks.isOrdered("g")).isFalse();
    }

    @Test
    void ofManyThreadsOneGetsTheLock() {
        for (int round = 0; round < 200; round++) {
            String group = "g" + round;
            AtomicInteger holders = new AtomicInteger();
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String client = "c" + i;
                all.add(CompletableFuture.runAsync(() -> holders.addAndGet(
                        locks.lock(group, client, List.of(ONE)).size())));
            }
            all.forEach(CompletableFuture::join);
            assertThat(holders).hasValue(1);
        }
    }
}
