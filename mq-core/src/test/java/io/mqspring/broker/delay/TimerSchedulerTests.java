package io.mqspring.broker.delay;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TimerSchedulerTests {

    private final ManualBackend backend = new ManualBackend();
    private final MemoryStore store = new MemoryStore(backend.time());
    private SerialExecutor executor = backend.thread("broker");
    private TimerScheduler timers = scheduler(Duration.ZERO);

    private TimerScheduler scheduler(Duration retention) {
        return new TimerScheduler(store, executor, backend.time(), HostAddress.LOCAL, retention);
    }

    private void start(Duration retention, Optional<TimerCheckpoint> checkpoint) {
        executor = backend.thread("broker");
        timers = scheduler(retention);
        store.arrivals((topic, queueId, offset, tagsCode) -> {
            if (topic.equals(TopicNames.TIMER_TOPIC)) {
                timers.onArrival();
            }
        });
        timers.start(checkpoint);
        backend.settle();
    }

    private void crash() {
        timers.close();
        executor.close();
    }

    private Optional<TimerCheckpoint> checkpoint() {
        List<TimerCheckpoint> taken = new ArrayList<>();
        executor.execute(() -> timers.checkpoint().ifPresent(taken::add));
        backend.settle();
        return taken.stream().findFirst();
    }

    private void park(String body, Duration delay) {
        long now = backend.time().wallMillis();
        Parking parking = DelayRules.park(
                        Map.of(PropertyNames.TIMER_DELAY_MS, Long.toString(delay.toMillis()), PropertyNames.TAGS, "t"),
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
        return store.read("orders", 2, 0, 10_000, Integer.MAX_VALUE, RecordFilter.ALL)
                .batch()
                .toViews("b");
    }

    private List<String> bodies() {
        return delivered().stream()
                .map(view -> new String(view.body(), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void deliversAtTheExactTimeInTheOrderOfDueTimes() {
        start(Duration.ZERO, Optional.empty());
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
        start(Duration.ZERO, Optional.empty());
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
    void aDeliveryWhoseConfirmationWasLostIsNotRepeated() {
        start(Duration.ZERO, Optional.empty());
        park("a", Duration.ofSeconds(1));
        park("b", Duration.ofSeconds(9));
        store.forgetCallbacks(true);
        backend.advance(Duration.ofSeconds(2));
        assertThat(bodies()).containsExactly("a");
        Optional<TimerCheckpoint> before = checkpoint();
        assertThat(before)
                .hasValueSatisfying(known -> assertThat(known.lowest()).isZero());
        crash();
        store.forgetCallbacks(false);

        start(Duration.ZERO, before);
        backend.advance(Duration.ofSeconds(20));

        assertThat(bodies()).containsExactly("a", "b");
    }

    @Test
    void aCheckpointBeyondTheEndOfALogThatLostItsEndIsNotBelieved() {
        start(Duration.ZERO, Optional.of(new TimerCheckpoint(40, 1_000_000, new byte[] {-1, 1})));
        park("a", Duration.ofSeconds(1));
        backend.advance(Duration.ofSeconds(2));
        assertThat(bodies()).containsExactly("a");
    }

    @Test
    void aTimerBeyondTheRetentionIsParkedAnewAndDeliveredOnce() {
        start(Duration.ofHours(2), Optional.empty());
        park("far", Duration.ofHours(5));
        backend.advance(Duration.ofHours(3));
        assertThat(store.maxOffset(TopicNames.TIMER_TOPIC, 0)).isGreaterThan(1);
        assertThat(timers.pending()).containsEntry("orders", 1L);
        crash();
        start(Duration.ofHours(2), Optional.empty());
        backend.advance(Duration.ofMinutes(119));
        assertThat(delivered()).isEmpty();
        backend.advance(Duration.ofMinutes(2));
        assertThat(bodies()).containsExactly("far");
        assertThat(timers.pending()).isEmpty();
    }

    /** Crashes at random moments, with checkpoints taken at random moments before, and confirmations lost. */
    @Test
    void everyTimerIsDeliveredOnceOverManyCrashes() {
        for (int seed = 0; seed < 30; seed++) {
            runOverCrashes(seed);
        }
    }

    private void runOverCrashes(int seed) {
        TimerSchedulerTests run = new TimerSchedulerTests();
        Random random = new Random(seed);
        Optional<TimerCheckpoint> checkpoint = Optional.empty();
        List<String> sent = new ArrayList<>();
        for (int life = 0; life < 6; life++) {
            run.start(Duration.ZERO, checkpoint);
            for (int step = 0; step < 20; step++) {
                for (int i = random.nextInt(4); i > 0; i--) {
                    String body = "m" + sent.size();
                    sent.add(body);
                    run.park(body, Duration.ofMillis(1 + random.nextInt(3000)));
                }
                run.store.forgetCallbacks(random.nextInt(10) == 0);
                run.backend.advance(Duration.ofMillis(random.nextInt(200)));
                if (random.nextInt(5) == 0) {
                    checkpoint = run.checkpoint();
                }
            }
            run.crash();
            run.store.forgetCallbacks(false);
        }
        run.start(Duration.ZERO, checkpoint);
        run.backend.advance(Duration.ofSeconds(10));
        List<String> delivered = run.bodies();
        Set<String> distinct = new HashSet<>(delivered);
        assertThat(delivered).as("seed %s", seed).hasSameSizeAs(sent);
        assertThat(distinct).as("seed %s", seed).containsExactlyInAnyOrderElementsOf(sent);
        assertThat(run.timers.pending()).as("seed %s", seed).isEmpty();
    }
}
