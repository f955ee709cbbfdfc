package io.mqspring.broker.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    private final WrittenLocks file = new WrittenLocks();
    private QueueLocks locks = file.of(backend.time());

    /** Who may outlive the broker, at a disk that writes at once. */
    private List<MessageQueue> lock(String group, String clientId, List<MessageQueue> queues) {
        return locks.lock(group, clientId, true, queues).join();
    }

    @Test
    void aQueueHasOneHolderInAGroup() {
        assertThat(lock("g", "a", List.of(ONE, TWO))).containsExactly(ONE, TWO);
        assertThat(lock("g", "b", List.of(TWO, ONE))).isEmpty();
        assertThat(lock("h", "b", List.of(ONE))).as("another group").containsExactly(ONE);

        locks.unlock("g", "b", List.of(ONE));
        assertThat(lock("g", "b", List.of(ONE))).as("not its own to give back").isEmpty();
        locks.unlock("g", "a", List.of(ONE));
        assertThat(lock("g", "b", List.of(TWO, ONE))).containsExactly(ONE);
    }

    @Test
    void aLockLastsAMinuteAfterItsLastRenewal() {
        lock("g", "a", List.of(ONE));
        backend.advance(Duration.ofSeconds(50));
        assertThat(lock("g", "a", List.of(ONE))).as("renewed").containsExactly(ONE);
        backend.advance(Duration.ofSeconds(60));
        assertThat(lock("g", "b", List.of(ONE))).isEmpty();
        backend.advance(Duration.ofMillis(1));
        assertThat(lock("g", "b", List.of(ONE))).containsExactly(ONE);
        assertThat(lock("g", "a", List.of(ONE))).isEmpty();
    }

    @Test
    void whoLeavesTheGroupGivesEverythingBack() {
        lock("g", "a", List.of(ONE));
        lock("g", "b", List.of(TWO));
        locks.release("g", "a");
        assertThat(lock("g", "c", List.of(ONE, TWO))).containsExactly(ONE);
        locks.release("nobody", "a");
    }

    @Test
    void aGroupConsumesInOrderWhileSomeLockIsValid() {
        locks.start(backend.thread("broker"));
        assertThat(locks.isOrdered("g")).isFalse();
        lock("g", "a", List.of(ONE));
        assertThat(locks.isOrdered("g")).isTrue();
        backend.advance(Duration.ofSeconds(61));
        assertThat(locks.isOrdered("g")).isFalse();
        lock("g", "a", List.of(ONE));
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
                all.add(CompletableFuture.runAsync(() ->
                        holders.addAndGet(lock(group, client, List.of(ONE)).size())));
            }
            all.forEach(CompletableFuture::join);
            assertThat(holders).hasValue(1);
        }
    }

    @Test
    void aMemberGetsAQueueOnlyWhenThatIsOnDisk() {
        file.hold();
        CompletableFuture<List<MessageQueue>> asked = locks.lock("g", "a", true, List.of(ONE));
        CompletableFuture<List<MessageQueue>> again = locks.lock("g", "a", true, List.of(ONE));
        assertThat(locks.lock("g", "b", true, List.of(ONE))).isCompletedWithValue(List.of());
        assertThat(asked).isNotDone();
        assertThat(again).as("a renewal of what is not on disk").isNotDone();

        file.go();
        assertThat(asked).isCompletedWithValue(List.of(ONE));
        assertThat(again).isCompletedWithValue(List.of(ONE));
        assertThat(file.onDisk()).containsExactly(new KeptLock("g", "a", "t", 0));
    }

    @Test
    void whatRanOutDuringALongWriteIsNotGranted() {
        file.hold();
        CompletableFuture<List<MessageQueue>> late = locks.lock("g", "a", true, List.of(ONE));
        backend.advance(Duration.ofSeconds(61));
        CompletableFuture<List<MessageQueue>> next = locks.lock("g", "b", true, List.of(ONE));

        file.go();
        assertThat(late).isCompletedWithValue(List.of());
        assertThat(next).isCompletedWithValue(List.of(ONE));
    }

    @Test
    void renewalsWriteNothing() {
        for (int i = 0; i < 100; i++) {
            lock("g" + i, "a", List.of(ONE, TWO));
        }
        int before = file.writes();
        for (int round = 0; round < 10; round++) {
            backend.advance(Duration.ofSeconds(20));
            for (int i = 0; i < 100; i++) {
                assertThat(lock("g" + i, "a", List.of(ONE, TWO))).containsExactly(ONE, TWO);
                assertThat(lock("g" + i, "b", List.of(ONE, TWO))).isEmpty();
            }
        }
        assertThat(file.writes()).isEqualTo(before);
    }

    @Test
    void aNewLifeTakesLocksForRenewedAtItsStart() {
        lock("g", "a", List.of(ONE));
        lock("g", "b", List.of(TWO));
        backend.advance(Duration.ofSeconds(59));

        locks = file.nextLife(backend.time());
        assertThat(lock("g", "c", List.of(ONE, TWO))).isEmpty();
        assertThat(locks.isOrdered("g")).isTrue();
        backend.advance(Duration.ofSeconds(60));
        assertThat(lock("g", "c", List.of(ONE, TWO)))
                .as("a dead holder costs a minute")
                .isEmpty();
        assertThat(lock("g", "a", List.of(ONE))).as("a live one renews").containsExactly(ONE);
        backend.advance(Duration.ofMillis(1));
        assertThat(lock("g", "c", List.of(ONE, TWO))).containsExactly(TWO);
    }

    @Test
    void whatIsGivenBackOrRunsOutIsGivenUpOnDiskBeforeLong() {
        locks.start(backend.thread("broker"));
        lock("g", "a", List.of(ONE));
        lock("h", "a", List.of(ONE));
        lock("i", "a", List.of(ONE));

        locks.unlock("g", "a", List.of(ONE));
        assertThat(file.onDisk()).extracting(KeptLock::group).containsExactlyInAnyOrder("h", "i");
        locks.release("h", "a");
        assertThat(file.onDisk()).extracting(KeptLock::group).containsExactly("i");
        backend.advance(Duration.ofSeconds(120));
        assertThat(file.onDisk()).isEmpty();
        int writes = file.writes();
        locks.unlock("g", "a", List.of(ONE));
        locks.release("g", "a");
        backend.advance(Duration.ofSeconds(120));
        assertThat(file.writes()).as("nothing has changed").isEqualTo(writes);
    }

    @Test
    void aDiskThatFailsGrantsNothingNewAndTakesNothingAway() {
        lock("g", "a", List.of(ONE));
        file.fail(true);
        assertThatThrownBy(() -> lock("g", "a", List.of(TWO)))
                .hasCauseInstanceOf(LocksUnavailableException.class)
                .hasMessageContaining("cannot write down who holds a queue")
                .hasMessageContaining("no space");
        assertThat(lock("g", "a", List.of(ONE, TWO))).containsExactly(ONE);
        assertThat(lock("g", "b", List.of(ONE))).isEmpty();

        file.fail(false);
        assertThat(lock("g", "a", List.of(ONE, TWO))).containsExactly(ONE, TWO);
        assertThat(file.onDisk()).hasSize(2);
    }

    @Test
    void whoDiesWithTheBrokerIsNotWrittenDown() {
        assertThat(locks.lock("g", "inside", false, List.of(ONE)).join()).containsExactly(ONE);
        assertThat(lock("g", "b", List.of(ONE))).isEmpty();
        assertThat(file.writes()).isZero();

        locks = file.nextLife(backend.time());
        assertThat(lock("g", "b", List.of(ONE))).containsExactly(ONE);
        backend.advance(Duration.ofSeconds(61));
        assertThat(locks.lock("g", "inside", false, List.of(ONE)).join()).containsExactly(ONE);
        assertThat(file.onDisk()).as("who had it is not waited for").isEmpty();
    }

    @Test
    void whenNobodyKnowsWhoHoldsWhatNothingIsGrantedUntilAllMustHaveRunOut() {
        locks.restoreUnknown();
        assertThatThrownBy(() -> lock("g", "a", List.of(ONE)))
                .hasCauseInstanceOf(LocksUnavailableException.class)
                .hasMessageContaining("for 60 s more");
        backend.advance(Duration.ofSeconds(60));
        assertThatThrownBy(() -> lock("g", "a", List.of(ONE))).hasMessageContaining("for 0 s more");
        backend.advance(Duration.ofMillis(1));
        assertThat(lock("g", "a", List.of(ONE))).containsExactly(ONE);
    }

    @Test
    void thereIsALimitToWhatIsKept() {
        locks = new QueueLocks(backend.time(), LockFile.none(), 2);
        assertThat(lock("g", "a", List.of(ONE))).hasSize(1);
        assertThat(lock("h", "a", List.of(ONE, TWO))).containsExactly(ONE);
        assertThatThrownBy(() -> lock("i", "a", List.of(ONE))).hasMessageContaining("has granted 2 locks");
        assertThat(lock("g", "a", List.of(ONE))).as("renewed").hasSize(1);

        locks.release("g", "a");
        assertThat(lock("i", "a", List.of(ONE))).hasSize(1);
    }
}
