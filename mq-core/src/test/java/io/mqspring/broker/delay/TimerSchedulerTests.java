package io.mqspring.broker.delay;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.broker.MemoryDisk;
import io.mqspring.broker.MemoryStore;
import io.mqspring.message.HostAddress;
import io.mqspring.message.MessageProperties;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.RecordContent;
import io.mqspring.message.TopicNames;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.scripted.ManualBackend;
import io.mqspring.store.AppendCallback;
import io.mqspring.store.AppendRefusal;
import io.mqspring.store.RecordFilter;
import io.mqspring.store.timer.TimerIndex;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TimerSchedulerTests {

    private final ManualBackend backend = new ManualBackend();
    private final MemoryStore store = new MemoryStore(backend.time());
    private final MemoryDisk disk = new MemoryDisk();
    private long floor;
    private SerialExecutor executor = backend.thread("broker");
    private TimerScheduler timers = scheduler(Duration.ZERO);

    private TimerScheduler scheduler(Duration retention) {
        return new TimerScheduler(
                store, () -> TimerIndex.open(disk), executor, backend.time(), HostAddress.LOCAL, retention);
    }

    private void start() {
        start(Duration.ZERO);
    }

    private void start(Duration retention) {
        executor = backend.thread("broker");
        timers = scheduler(retention);
        store.arrivals((topic, queueId, offset, tagsCode) -> {
            if (topic.equals(TopicNames.TIMER_TOPIC)) {
                timers.onArrival();
            }
        });
        timers.start(floor);
        backend.settle();
    }

    /** Ends without anything being written down. */
    private void crash() {
        executor.close();
    }

    private void park(String body, Duration delay) {
        long now = backend.time().wallMillis();
        Parking parking = DelayRules.park(
                        Map.of(
                                PropertyNames.TIMER_DELAY_MS,
                                Long.toString(delay.toMillis()),
                                PropertyNames.TAGS,
                                "t",
                                PropertyNames.UNIQ_KEY,
                                body),
                        "orders",
                        2,
                        now)
                .orElseThrow();
        RecordContent content = RecordContent.of(
                parking.topic(),
                parking.queueId(),
                0,
                0,
                now,
                HostAddress.LOCAL,
                HostAddress.LOCAL,
                3,
                ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)),
                MessageProperties.encode(parking.properties()).getBytes(StandardCharsets.UTF_8),
                RecordContent.tagsCode("t"));
        store.append(content, true, new AppendCallback() {
            @Override
            public void onAppended(long physicalOffset, long queueOffset, long storeTimestamp) {
                // Nobody waits.
            }

            @Override
            public void onRefused(AppendRefusal refusal) {
                throw new AssertionError(refusal);
            }
        });
    }

    private List<MessageView> delivered() {
        return delivered(10_000);
    }

    private List<MessageView> delivered(int count) {
        return store.read("orders", 2, 0, count, Integer.MAX_VALUE, RecordFilter.ALL)
                .batch()
                .toViews("b");
    }

    private List<String> bodies() {
        return bodies(10_000);
    }

    private List<String> bodies(int count) {
        return delivered(count).stream()
                .map(view -> new String(view.body(), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void deliversAtTheExactTimeInTheOrderOfDueTimes() {
        start();
        long begin = backend.time().wallMillis();
        park("second", Duration.ofMillis(2001));
        park("first", Duration.ofMillis(1500));
        backend.settle();
        assertThat(timers.pending()).containsEntry("orders", 2L);

        backend.advance(Duration.ofMillis(1499));
        assertThat(delivered()).isEmpty();
        backend.advance(Duration.ofMillis(1000));

        assertThat(bodies()).containsExactly("first", "second");
        assertThat(delivered()).extracting(MessageView::storeTimestamp).containsExactly(begin + 1500, begin + 2001);
        MessageView first = delivered().get(0);
        assertThat(first.reconsumeTimes()).isEqualTo(3);
        assertThat(first.tag()).hasValue("t");
        assertThat(first.properties())
                .containsEntry(PropertyNames.MQ_TIMER_OFFSET, "1")
                .containsEntry(PropertyNames.REAL_TOPIC, "orders")
                .containsEntry(PropertyNames.REAL_QID, "2")
                .containsKeys(PropertyNames.TIMER_OUT_MS, PropertyNames.MQ_DUE_MS, PropertyNames.TIMER_DELAY_MS);
        assertThat(timers.pending()).isEmpty();
    }

    @Test
    void triesAgainWhenTheDiskIsFull() {
        start();
        park("a", Duration.ofSeconds(1));
        store.refuse(AppendRefusal.DISK_FULL);
        backend.advance(Duration.ofSeconds(5));
        assertThat(delivered()).isEmpty();
        assertThat(timers.pending()).containsEntry("orders", 1L);
        store.refuse(null);
        backend.advance(Duration.ofSeconds(2));
        assertThat(bodies()).containsExactly("a");
    }

    @Test
    void aRecordThatCouldNotBeForcedButIsThereIsNotDeliveredAgain() {
        start();
        park("a", Duration.ofSeconds(1));
        store.appendAndRefuse(AppendRefusal.NOT_FLUSHED);
        backend.advance(Duration.ofSeconds(3));
        assertThat(bodies()).containsExactly("a");
        assertThat(timers.pending()).containsEntry("orders", 1L);
        store.refuse(null);
        backend.advance(Duration.ofSeconds(3));
        assertThat(bodies()).containsExactly("a");
        assertThat(timers.pending()).isEmpty();
    }

    @Test
    void aDeliveryWhoseConfirmationWasLostIsNotRepeated() {
        start();
        park("a", Duration.ofSeconds(1));
        park("b", Duration.ofSeconds(19));
        store.forgetCallbacks(true);
        backend.advance(Duration.ofSeconds(12));
        assertThat(bodies()).containsExactly("a");
        assertThat(timers.lowestPending()).isZero();
        crash();
        store.forgetCallbacks(false);

        start();
        assertThat(timers.pending()).containsEntry("orders", 1L);
        assertThat(timers.lowestPending()).isEqualTo(1);
        backend.advance(Duration.ofSeconds(20));

        assertThat(bodies()).containsExactly("a", "b");
    }

    @Test
    void anIndexAheadOfALogThatLostItsEndIsMadeAnew() {
        start();
        park("a", Duration.ofSeconds(60));
        park("b", Duration.ofSeconds(60));
        backend.advance(Duration.ofSeconds(10));
        crash();
        TimerSchedulerTests other = new TimerSchedulerTests();
        other.disk.files().putAll(disk.files());
        other.start();
        other.park("c", Duration.ofSeconds(1));
        other.backend.advance(Duration.ofSeconds(61));
        assertThat(other.bodies()).containsExactly("c");
        assertThat(other.timers.pending()).isEmpty();
    }

    @Test
    void aDamagedIndexIsMadeAnewFromTheTimerQueue() {
        for (String damaged : List.of("timers/checkpoint", "nothing at all")) {
            TimerSchedulerTests run = new TimerSchedulerTests();
            run.start();
            run.park("a", Duration.ofSeconds(1));
            run.park("b", Duration.ofSeconds(20));
            run.backend.advance(Duration.ofSeconds(11));
            run.crash();
            byte[] file = run.disk.files().get(damaged);
            if (file != null) {
                file[file.length / 2] ^= 4;
            } else {
                run.disk.files().clear();
            }
            run.start();
            assertThat(run.timers.pending()).containsEntry("orders", 1L);
            run.backend.advance(Duration.ofSeconds(20));
            assertThat(run.bodies()).as(damaged).containsExactly("a", "b");
        }
    }

    @Test
    void anIndexThatAnotherBrokerHasOvertakenIsMadeAnewFromWhereThatOneWas() {
        start();
        park("a", Duration.ofSeconds(20));
        park("b", Duration.ofSeconds(20));
        backend.advance(Duration.ofSeconds(6));
        crash();
        floor = 1;
        start();
        assertThat(timers.lowestPending()).isEqualTo(1);
        assertThat(timers.lowestNoted()).isEqualTo(1);
        backend.advance(Duration.ofSeconds(20));
        assertThat(bodies()).containsExactly("b");
    }

    @Test
    void aFullDiskForTheIndexLosesNothingAndIsCaughtUpWith() {
        start();
        disk.full(true);
        for (int i = 0; i < 40_000; i++) {
            park("m" + i, Duration.ofMillis(20_000 + i % 5000));
        }
        backend.advance(Duration.ofSeconds(8));
        assertThat(disk.files()).isEmpty();
        disk.full(false);
        backend.advance(Duration.ofSeconds(6));
        assertThat(disk.files()).hasSize(2);
        crash();
        start();
        assertThat(timers.pending()).containsEntry("orders", 40_000L);
        backend.advance(Duration.ofSeconds(15));
        assertThat(new HashSet<>(bodies(50_000))).hasSize(40_000);
        assertThat(bodies(50_000)).hasSize(40_000);
    }

    @Test
    void closingWritesDownWhatARestartNeeds() {
        start();
        park("a", Duration.ofSeconds(20));
        backend.advance(Duration.ofSeconds(1));
        timers.close();
        crash();
        assertThat(disk.files()).containsOnlyKeys("timers/checkpoint");
        start();
        backend.advance(Duration.ofSeconds(20));
        assertThat(bodies()).containsExactly("a");
    }

    @Test
    void whatIsTakenBackIsNotDelivered() {
        start();
        park("a", Duration.ofSeconds(3));
        park("b", Duration.ofSeconds(3));
        backend.settle();
        CompletableFuture<Boolean> answer = recall("a");
        backend.settle();
        assertThat(answer).isCompletedWithValue(true);
        assertThat(timers.pending()).containsEntry("orders", 1L);
        backend.advance(Duration.ofSeconds(5));
        assertThat(bodies()).containsExactly("b");
        assertThat(timers.pending()).isEmpty();
    }

    @Test
    void takingBackSurvivesACrashAndTheMoveToAnotherPlace() {
        start(Duration.ofHours(2));
        park("a", Duration.ofHours(5));
        park("b", Duration.ofHours(5));
        backend.advance(Duration.ofSeconds(10));
        recall("a");
        backend.settle();
        crash();
        start(Duration.ofHours(2));
        backend.advance(Duration.ofHours(3));
        crash();
        start(Duration.ofHours(2));
        assertThat(timers.pending()).containsEntry("orders", 1L);
        backend.advance(Duration.ofHours(3));
        assertThat(bodies()).containsExactly("b");
        assertThat(timers.pending()).isEmpty();
    }

    @Test
    void aTimerThatIsDueIsTooLateToTakeBack() {
        start();
        park("a", Duration.ofSeconds(1));
        backend.advance(Duration.ofSeconds(1));
        CompletableFuture<Boolean> answer =
                timers.recall(new Recall("orders", "a", 0, backend.time().wallMillis(), 1));
        backend.settle();
        assertThat(answer).isCompletedWithValue(false);
        assertThat(bodies()).containsExactly("a");
    }

    @Test
    void whatComesUpWhileItsRecallIsOnTheWayWaitsForTheOutcome() {
        start();
        park("a", Duration.ofMillis(500));
        park("b", Duration.ofMillis(500));
        backend.settle();
        store.holdBack(true);
        CompletableFuture<Boolean> taken = recall("a");
        CompletableFuture<Boolean> refused = recall("b");
        backend.advance(Duration.ofSeconds(1));
        assertThat(taken).isNotDone();
        assertThat(bodies()).isEmpty();
        store.release(0, null);
        store.release(0, AppendRefusal.DISK_FULL);
        store.holdBack(false);
        backend.advance(Duration.ofSeconds(1));
        assertThat(taken).isCompletedWithValue(true);
        assertThat(refused).isCompletedExceptionally();
        assertThat(bodies()).containsExactly("b");
        assertThat(timers.pending()).isEmpty();
    }

    private CompletableFuture<Boolean> recall(String body) {
        ParkedRecord[] found = new ParkedRecord[1];
        ParkedRecords.forEach(store.lookUp(TopicNames.TIMER_TOPIC, body, 10, 0, Long.MAX_VALUE), parked -> {
            found[0] = parked;
            return false;
        });
        return timers.recall(new Recall("orders", body, found[0].officialDue(), found[0].due(), 1));
    }

    @Test
    void aTimerBeyondTheRetentionIsParkedAnewAndDeliveredOnce() {
        start(Duration.ofHours(2));
        park("far", Duration.ofHours(5));
        backend.advance(Duration.ofHours(3));
        assertThat(store.maxOffset(TopicNames.TIMER_TOPIC, 0)).isGreaterThan(1);
        assertThat(timers.pending()).containsEntry("orders", 1L);
        crash();
        start(Duration.ofHours(2));
        backend.advance(Duration.ofMinutes(119));
        assertThat(delivered()).isEmpty();
        backend.advance(Duration.ofMinutes(2));
        assertThat(bodies()).containsExactly("far");
        assertThat(timers.pending()).isEmpty();
    }

    /** Crashes at random moments between checkpoints, with confirmations lost. */
    @Test
    void everyTimerIsDeliveredOnceOverManyCrashes() {
        for (int seed = 0; seed < 30; seed++) {
            runOverCrashes(seed);
        }
    }

    private void runOverCrashes(int seed) {
        TimerSchedulerTests run = new TimerSchedulerTests();
        Random random = new Random(seed);
        List<String> sent = new ArrayList<>();
        for (int life = 0; life < 6; life++) {
            run.start();
            for (int step = 0; step < 20; step++) {
                for (int i = random.nextInt(4); i > 0; i--) {
                    String body = "m" + sent.size();
                    sent.add(body);
                    run.park(body, Duration.ofMillis(1 + random.nextInt(9000)));
                }
                run.store.forgetCallbacks(random.nextInt(10) == 0);
                // Checkpoints are taken every 5 seconds.
                run.backend.advance(Duration.ofMillis(random.nextInt(1500)));
            }
            run.crash();
            run.store.forgetCallbacks(false);
        }
        run.start();
        run.backend.advance(Duration.ofSeconds(10));
        List<String> delivered = run.bodies();
        Set<String> distinct = new HashSet<>(delivered);
        assertThat(delivered).as("seed %s", seed).hasSameSizeAs(sent);
        assertThat(distinct).as("seed %s", seed).containsExactlyInAnyOrderElementsOf(sent);
        assertThat(run.timers.pending()).as("seed %s", seed).isEmpty();
    }
}
