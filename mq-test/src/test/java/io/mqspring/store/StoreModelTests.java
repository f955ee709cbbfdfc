package io.mqspring.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.RecordBatch;
import io.mqspring.message.RecordContent;
import io.mqspring.message.RecordFormat;
import io.mqspring.test.simulation.SimulatedDisk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Random operations against a list as the model. */
class StoreModelTests {

    private static final int SEEDS = Integer.getInteger("seeds", 40);

    @Test
    void readsLikeAList() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            FlushMode mode = seed % 2 == 0 ? FlushMode.SYNC : FlushMode.ASYNC;
            StoreWorld world = new StoreWorld(seed, new SimulatedDisk(), StoreWorld.SETTINGS.withFlushMode(mode));
            world.open();
            for (int round = 0; round < 8; round++) {
                for (int i = world.random.nextInt(40); i > 0; i--) {
                    world.append(Stored.random(round + "-" + i, world.random), world.random.nextBoolean());
                    if (world.random.nextInt(10) == 0) {
                        world.backend.advance(Duration.ofMillis(world.random.nextInt(2000)));
                    }
                }
                world.settle();
                world.verify();
                if (world.random.nextInt(3) == 0) {
                    world.close();
                    world.open();
                    world.verify();
                }
                for (int i = 0; i < 10; i++) {
                    readSomewhere(world);
                }
                scanFromSomewhere(world);
            }
        }
    }

    @Test
    void theFirstRecordOfAReadMayBeLargerThanTheLimit() {
        StoreWorld world = new StoreWorld(1, new SimulatedDisk(), StoreWorld.SETTINGS);
        world.open();
        world.append(new Stored("large", "topic-0", 0, new byte[5000]), true);
        world.append(new Stored("small", "topic-0", 0, new byte[10]), true);
        world.settle();
        try (RecordBatch batch =
                world.store().read("topic-0", 0, 0, 10, 100, RecordFilter.ALL).batch()) {
            assertThat(batch.count()).isEqualTo(1);
        }
    }

    @Test
    void neighboursShareASlice() {
        StoreWorld world = new StoreWorld(1, new SimulatedDisk(), StoreWorld.SETTINGS);
        world.open();
        for (int i = 0; i < 5; i++) {
            world.append(new Stored("m" + i, "topic-0", 0, new byte[100]), true);
        }
        world.settle();
        try (RecordBatch batch = world.store()
                .read("topic-0", 0, 0, 10, 100_000, RecordFilter.ALL)
                .batch()) {
            assertThat(batch.count()).isEqualTo(5);
            assertThat(batch.slices()).hasSize(1);
        }
    }

    @Test
    void unknownAndOutOfRangeOffsetsAreSaidSo() {
        StoreWorld world = new StoreWorld(1, new SimulatedDisk(), StoreWorld.SETTINGS);
        world.open();
        assertThat(world.store().read("nobody", 0, 5, 1, 100, RecordFilter.ALL).status())
                .isEqualTo(ReadStatus.EMPTY_QUEUE);
        world.append(new Stored("m", "topic-0", 1, new byte[1]), true);
        world.settle();
        assertThat(world.store().read("topic-0", 0, 0, 1, 100, RecordFilter.ALL).status())
                .isEqualTo(ReadStatus.EMPTY_QUEUE);
        assertThat(world.store().read("topic-0", 1, 1, 1, 100, RecordFilter.ALL))
                .extracting(ReadResult::status, ReadResult::nextOffset)
                .containsExactly(ReadStatus.AT_END, 1L);
        assertThat(world.store().read("topic-0", 1, 9, 1, 100, RecordFilter.ALL))
                .extracting(ReadResult::status, ReadResult::nextOffset)
                .containsExactly(ReadStatus.TOO_LARGE, 1L);
        assertThat(world.store().read("topic-0", 1, -1, 1, 100, RecordFilter.ALL))
                .extracting(ReadResult::status, ReadResult::nextOffset)
                .containsExactly(ReadStatus.TOO_SMALL, 0L);
    }

    @Test
    void offsetsAreFoundByTime() {
        StoreWorld world = new StoreWorld(1, new SimulatedDisk(), StoreWorld.SETTINGS);
        world.open();
        long begin = world.backend.time().wallMillis();
        for (int i = 0; i < 20; i++) {
            world.append(new Stored("m" + i, "topic-0", 0, new byte[10]), true);
            world.backend.advance(Duration.ofSeconds(10));
        }
        assertThat(world.store().offsetByTime("topic-0", 0, begin - 1)).isZero();
        assertThat(world.store().offsetByTime("topic-0", 0, begin)).isZero();
        assertThat(world.store().offsetByTime("topic-0", 0, begin + 1)).isEqualTo(1);
        assertThat(world.store().offsetByTime("topic-0", 0, begin + 100_000)).isEqualTo(10);
        assertThat(world.store().offsetByTime("topic-0", 0, begin + 1_000_000)).isEqualTo(20);
        assertThat(world.store().storeTimestamp("topic-0", 0, 3)).hasValue(begin + 30_000);
        assertThat(world.store().storeTimestamp("topic-0", 0, 20)).isEmpty();
    }

    @Test
    void refusesWhatDoesNotFit() {
        StoreWorld world = new StoreWorld(1, new SimulatedDisk(), StoreWorld.SETTINGS);
        world.open();
        world.append(new Stored("body", "topic-0", 0, new byte[8 * 1024 + 1]), true);
        Stored properties = new Stored("properties", "topic-0", 0, new byte[1]);
        properties.properties.put("p", "x".repeat(33_000));
        world.append(properties, true);
        world.append(new Stored("topic", "t".repeat(256), 0, new byte[1]), true);
        Stored segment = new Stored("segment", "topic-0", 0, new byte[8 * 1024]);
        segment.properties.put("p", "x".repeat(8 * 1024));
        world.append(segment, true);
        assertThat(world.refusals).hasSize(4).containsOnly(AppendRefusal.TOO_LARGE);
        world.store().close();
        world.append(new Stored("late", "topic-0", 0, new byte[1]), true);
        assertThat(world.refusals).last().isEqualTo(AppendRefusal.CLOSED);
    }

    private static void readSomewhere(StoreWorld world) {
        String topic = "topic-" + world.random.nextInt(3);
        int queue = world.random.nextInt(2);
        long max = world.store().maxOffset(topic, queue);
        if (max == 0) {
            return;
        }
        long from = world.random.nextLong(max);
        int count = 1 + world.random.nextInt(12);
        long wanted = RecordContent.tagsCode("tag1");
        RecordFilter filter = world.random.nextBoolean() ? RecordFilter.ALL : tagsCode -> tagsCode == wanted;
        ReadResult result = world.store().read(topic, queue, from, count, 1_000_000, filter);
        List<String> expected = new ArrayList<>();
        for (Stored record : world.submitted) {
            boolean matches = filter == RecordFilter.ALL || "tag1".equals(record.properties.get(PropertyNames.TAGS));
            if (record.topic.equals(topic) && record.queueId == queue && record.offset >= from && matches) {
                expected.add(record.offset + " " + record.id);
            }
        }
        List<String> found = new ArrayList<>();
        for (MessageView view : result.batch().toViews("b")) {
            found.add(view.offset() + " " + view.messageId());
        }
        result.batch().close();
        assertThat(found).isEqualTo(expected.subList(0, Math.min(count, expected.size())));
        assertThat(result.status()).isEqualTo(found.isEmpty() ? ReadStatus.NOTHING_MATCHED : ReadStatus.FOUND);
        assertThat(result.maxOffset()).isEqualTo(max);
    }

    private static void scanFromSomewhere(StoreWorld world) {
        long end = world.store().stats().logEnd();
        long from = end == 0 ? 0 : world.random.nextLong(end);
        List<Long> found = new ArrayList<>();
        long next = world.store().scan(from, (buffer, at) -> found.add(RecordFormat.physicalOffset(buffer, at)));
        List<Long> expected = world.submitted.stream()
                .map(record -> record.position)
                .filter(position -> position >= from)
                .sorted()
                .toList();
        assertThat(found).isEqualTo(expected);
        assertThat(next).isEqualTo(end);
        for (long position : expected) {
            assertThat(world.store().recordAt(position)).hasValueSatisfying(RecordBatch::close);
            assertThat(world.store().recordAt(position + 1)).isEmpty();
        }
    }
}
