package io.mqspring.broker.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.message.HostAddress;
import io.mqspring.message.MessageProperties;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.RecordContent;
import io.mqspring.message.TopicNames;
import io.mqspring.store.AppendCallback;
import io.mqspring.store.AppendRefusal;
import io.mqspring.store.FlushMode;
import io.mqspring.store.LogMessageStore;
import io.mqspring.store.MessageStore;
import io.mqspring.store.RecordFilter;
import io.mqspring.store.RetentionLimits;
import io.mqspring.store.StoreException;
import io.mqspring.store.StoreSettings;
import io.mqspring.test.simulation.PowerLoss;
import io.mqspring.test.simulation.SimulatedBackend;
import io.mqspring.test.simulation.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Waiting timers go from broker to broker: none is lost, and those that were delivered stay delivered. */
class TimerHandOverTests {

    private static final StoreSettings SETTINGS = new StoreSettings(
            Path.of("simulated"),
            FlushMode.SYNC,
            16 * 1024,
            40,
            16,
            64,
            Duration.ofMillis(500),
            8 * 1024,
            Duration.ofSeconds(5),
            RetentionLimits.ofAge(Duration.ZERO),
            0,
            8 * 1024);

    private final SimulatedBackend backend = SimulatedBackend.seeded(1);
    private SimulatedDisk disk = new SimulatedDisk();
    private int lives;

    TimerHandOverTests() {
        backend.expectFaults(PowerLoss.class::isInstance);
    }

    @Test
    void nothingIsMovedIfOnlyWaitingTimersFollowTheFirst() throws IOException {
        write(store -> {
            timer(store, "a", 1000);
            timer(store, "b", 2000);
            timer(store, "c", 3000);
            delivery(store, 0);
        });
        assertThat(move()).isEqualTo(2);
        assertThat(waiting()).containsExactly("b", "c");
        assertThat(TimerCheck.read(disk)).contains(new TimerCheck(0, 1, true));
        assertThat(end()).isEqualTo(3);
    }

    @Test
    void waitingTimersAreMovedPastDeliveredOnes() throws IOException {
        interleaved();
        assertThat(move()).isEqualTo(3);
        assertThat(TimerCheck.read(disk)).contains(new TimerCheck(0, 6, true));
        assertThat(waiting()).containsExactly("a", "c", "f");
        assertThat(move()).as("a second time").isEqualTo(3);
        assertThat(end()).as("moves nothing").isEqualTo(9);
    }

    @Test
    void whatAnOfficialBrokerDeliveredStaysDelivered() throws IOException {
        write(store -> {
            timer(store, "delivered", 1000);
            timer(store, "far", 9000);
            timer(store, "cancelled", 9000);
            append(
                    store,
                    TopicNames.TIMER_TOPIC,
                    Map.of("UNIQ_KEY", "x", "TIMER_DEL_UNIQKEY", "t+cancelled", "TIMER_OUT_MS", "9000"));
            timer(store, "rolled", 9000);
            append(
                    store,
                    TopicNames.TIMER_TOPIC,
                    Map.of("UNIQ_KEY", "rolled", "TIMER_ROLL_TIMES", "1", "TIMER_OUT_MS", "9000"));
            timer(store, "delivered too", 4000);
            timer(store, "not taken up", 1000);
        });
        official(5000, 7);
        assertThat(new TimerHandOver(disk).isForeign()).isTrue();
        assertThat(move()).isEqualTo(3);
        assertThat(waiting()).containsExactly("far", "rolled", "not taken up");
        assertThat(new TimerHandOver(disk).isForeign()).isFalse();
    }

    @Test
    void whatWasTakenBackIsNotPassedOn() throws IOException {
        write(store -> {
            timer(store, "cancelled", 9000);
            timer(store, "waits", 9000);
            append(
                    store,
                    TopicNames.TIMER_TOPIC,
                    Map.of("UNIQ_KEY", "x", "TIMER_DEL_UNIQKEY", "cancelled", "TIMER_OUT_MS", "9000"));
        });
        assertThat(move()).isEqualTo(1);
        assertThat(waiting()).containsExactly("waits");
    }

    @Test
    void anOfficialWheelGoesWhenItsTimersAreTakenOver() throws IOException {
        write(store -> timer(store, "a", 9000));
        official(0, 1);
        disk.replace("timerwheel", new byte[64], false);
        disk.replace("timerlog/00000000000000000000", new byte[64], false);
        assertThat(move()).isEqualTo(1);
        assertThat(disk.paths()).noneMatch(path -> path.startsWith("timer"));
        assertThat(waiting()).containsExactly("a");
    }

    @Test
    void noPowerFailureInBetweenLosesOrRepeatsATimer() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        boolean official = false;
        int failures = 0;
        for (int operations = 0; ; operations = official ? operations + 1 : operations) {
            official = !official;
            disk = new SimulatedDisk();
            interleaved();
            if (official) {
                official(5000, 2);
            }
            disk.losePowerAfter(operations);
            boolean done = attempt();
            disk.crash(random.split());
            move();
            assertThat(waiting())
                    .as("power failure at operation %d, after an official broker: %s", operations, official)
                    .containsExactlyInAnyOrder("a", "c", "f");
            if (done) {
                break;
            }
            failures++;
        }
        assertThat(failures).isGreaterThan(20);
    }

    @Test
    void aFullDiskIsSaidAndLosesNothing() throws IOException {
        interleaved();
        int more = 200; // More than the room that is secured ahead.
        write(store -> {
            for (int i = 0; i < more; i++) {
                timer(store, "more" + i, 9000);
            }
        });
        disk.setFreeBytes(0);
        assertThatThrownBy(this::move).isInstanceOf(StoreException.class);
        disk.setFreeBytes(1L << 30);
        assertThat(move()).isEqualTo(3 + more);
        assertThat(waiting())
                .hasSize(3 + more)
                .doesNotHaveDuplicates()
                .contains("a", "c", "f", "more0", "more" + (more - 1));
    }

    @Test
    void theProgressAtACleanCloseIsKeptAndAnUncleanOneIsNot() throws IOException {
        interleaved();
        TimerHandOver handOver = new TimerHandOver(disk);
        handOver.onClosed(0);
        assertThat(disk.paths()).as("nothing to say").doesNotContain(TimerCheck.PATH);
        handOver.onClosed(1);
        assertThat(TimerCheck.read(disk)).contains(new TimerCheck(0, 1, true));
        disk.replace("abort", new byte[] {1}, false);
        handOver.onClosed(5);
        assertThat(TimerCheck.read(disk)).contains(new TimerCheck(0, 1, true));
    }

    @Test
    void aProgressBeyondTheEndIsTakenBack() throws IOException {
        TimerCheck.write(disk, 50);
        assertThat(new TimerHandOver(disk).floor(20)).isEqualTo(20);
        assertThat(TimerCheck.read(disk)).contains(new TimerCheck(0, 20, true));
        assertThat(new TimerHandOver(disk).floor(90)).isEqualTo(20);
    }

    /** Six timers of which this broker has delivered three, with a, c and f left. */
    private void interleaved() {
        write(store -> {
            timer(store, "a", 9000);
            timer(store, "b", 1000);
            timer(store, "c", 9000);
            timer(store, "d", 1000);
            timer(store, "e", 1000);
            timer(store, "f", 9000);
            delivery(store, 1);
            delivery(store, 4);
            delivery(store, 3);
        });
    }

    private interface Content {
        void into(MessageStore store);
    }

    private void write(Content content) {
        MessageStore store = open();
        content.into(store);
        backend.runUntilIdle();
        store.close();
    }

    private MessageStore open() {
        return LogMessageStore.open(
                SETTINGS,
                disk,
                backend.node("life" + lives++),
                backend.faultHandler(),
                (topic, queueId, offset, tagsCode) -> {});
    }

    private int move() {
        return new TimerHandOver(disk).moveToEnd(this::open, HostAddress.LOCAL);
    }

    private boolean attempt() {
        try {
            move();
            return true;
        } catch (PowerLoss | StoreException e) {
            return false;
        }
    }

    /** What an official broker would take up, by unique id: all of the queue from the offset in its progress file. */
    private List<String> waiting() throws IOException {
        long from = TimerCheck.read(disk).orElseThrow().queueOffset();
        List<String> ids = new ArrayList<>();
        try (MessageStore store = open()) {
            for (long at = from; at < store.maxOffset(TopicNames.TIMER_TOPIC, 0); at++) {
                try (var batch = store.read(TopicNames.TIMER_TOPIC, 0, at, 1, 1 << 20, RecordFilter.ALL)
                        .batch()) {
                    batch.toViews("").forEach(view -> ids.add(view.messageId()));
                }
            }
        }
        return ids;
    }

    private long end() {
        try (MessageStore store = open()) {
            return store.maxOffset(TopicNames.TIMER_TOPIC, 0);
        }
    }

    private void official(long deliveredUntil, long queueOffset) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(4096);
        bytes.putLong(0, deliveredUntil).putLong(16, queueOffset).putLong(24, queueOffset);
        disk.replace(TimerCheck.PATH, bytes.array(), false);
    }

    private static void timer(MessageStore store, String id, long due) {
        append(
                store,
                TopicNames.TIMER_TOPIC,
                Map.of(
                        PropertyNames.UNIQ_KEY,
                        id,
                        PropertyNames.TIMER_OUT_MS,
                        Long.toString(due),
                        PropertyNames.REAL_TOPIC,
                        "t"));
    }

    private static void delivery(MessageStore store, long offset) {
        append(store, "t", Map.of(PropertyNames.MQ_TIMER_OFFSET, Long.toString(offset)));
    }

    private static void append(MessageStore store, String topic, Map<String, String> properties) {
        RecordContent content = RecordContent.of(
                topic,
                0,
                0,
                0,
                1,
                HostAddress.LOCAL,
                HostAddress.LOCAL,
                0,
                ByteBuffer.wrap(new byte[200]),
                MessageProperties.encode(new LinkedHashMap<>(properties)).getBytes(StandardCharsets.UTF_8),
                0);
        store.append(content, false, new AppendCallback() {
            @Override
            public void onAppended(long physicalOffset, long queueOffset, long storeTimestamp) {}

            @Override
            public void onRefused(AppendRefusal refusal) {
                throw new AssertionError(refusal);
            }
        });
    }
}
