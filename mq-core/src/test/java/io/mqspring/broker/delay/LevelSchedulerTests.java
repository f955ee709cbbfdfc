package io.mqspring.broker.delay;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.broker.MemoryStore;
import io.mqspring.message.HostAddress;
import io.mqspring.message.MessageProperties;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.RecordContent;
import io.mqspring.message.TopicNames;
import io.mqspring.scripted.ManualBackend;
import io.mqspring.store.AppendCallback;
import io.mqspring.store.AppendRefusal;
import io.mqspring.store.RecordFilter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LevelSchedulerTests {

    private static final AppendCallback NOBODY = new AppendCallback() {
        @Override
        public void onAppended(long physicalOffset, long queueOffset, long storeTimestamp) {
            // Nobody waits.
        }

        @Override
        public void onRefused(AppendRefusal refusal) {
            throw new AssertionError(refusal);
        }
    };

    private final ManualBackend backend = new ManualBackend();
    private final MemoryStore store = new MemoryStore(backend.time());
    private final LevelScheduler levels = scheduler();

    private LevelScheduler scheduler() {
        return new LevelScheduler(store, backend.thread("broker"), backend.time(), HostAddress.LOCAL);
    }

    private void start(LevelScheduler scheduler, Map<Integer, Long> offsets) {
        store.arrivals((topic, queueId, offset, tagsCode) -> {
            if (topic.equals(TopicNames.SCHEDULE_TOPIC)) {
                scheduler.onArrival(queueId);
            }
        });
        scheduler.start(offsets);
    }

    private void park(String body, int level) {
        Parking parking = DelayRules.park(Map.of(PropertyNames.DELAY, "" + level), "orders", 0, 0)
                .orElseThrow();
        store.append(
                RecordContent.of(
                        parking.topic(),
                        parking.queueId(),
                        0,
                        0,
                        0,
                        HostAddress.LOCAL,
                        HostAddress.LOCAL,
                        0,
                        ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)),
                        MessageProperties.encode(parking.properties()).getBytes(StandardCharsets.UTF_8),
                        0),
                true,
                NOBODY);
    }

    private List<MessageView> delivered() {
        return store.read("orders", 0, 0, 10_000, Integer.MAX_VALUE, RecordFilter.ALL)
                .batch()
                .toViews("b");
    }

    private List<String> bodies() {
        return delivered().stream()
                .map(view -> new String(view.body(), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void deliversWhenALevelIsOverInOrder() {
        start(levels, Map.of());
        long begin = backend.time().wallMillis();
        park("ten", 3);
        backend.advance(Duration.ofMillis(100));
        park("ten-later", 3);
        park("one", 1);
        assertThat(levels.pending()).containsEntry(3, 2L).containsEntry(1, 1L);
        backend.advance(Duration.ofMillis(999));
        assertThat(delivered()).isEmpty();
        backend.advance(Duration.ofSeconds(20));

        assertThat(bodies()).containsExactly("one", "ten", "ten-later");
        assertThat(delivered())
                .extracting(MessageView::storeTimestamp)
                .containsExactly(begin + 1100, begin + 10_000, begin + 10_100);
        assertThat(levels.offsets()).isEqualTo(Map.of(1, 1L, 3, 2L));
        assertThat(levels.pending()).isEmpty();
    }

    @Test
    void goesOnWhereItStood() {
        park("done", 1);
        park("open", 1);
        start(levels, Map.of(1, 1L, 2, 77L));
        backend.advance(Duration.ofSeconds(5));
        assertThat(bodies()).containsExactly("open");
        assertThat(levels.offsets()).isEqualTo(Map.of(1, 2L));
    }

    @Test
    void waitsForADiskThatIsFull() {
        start(levels, Map.of());
        for (int i = 0; i < 100; i++) {
            park("m" + i, 1);
        }
        store.refuse(AppendRefusal.DISK_FULL);
        backend.advance(Duration.ofSeconds(5));
        assertThat(levels.offsets()).isEmpty();
        store.refuse(null);
        backend.advance(Duration.ofSeconds(5));
        assertThat(bodies()).hasSize(100).startsWith("m0", "m1").endsWith("m99");
    }
}
