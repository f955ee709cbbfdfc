package io.mqspring.store;

import io.mqspring.message.MessageView;
import io.mqspring.message.RecordBatch;
import io.mqspring.test.simulation.PowerLoss;
import io.mqspring.test.simulation.SimulatedBackend;
import io.mqspring.test.simulation.SimulatedDisk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A store that lives and dies on a simulated disk, and the list of what it was given: the model it is held against. */
final class StoreWorld {

    static final StoreSettings SETTINGS = new StoreSettings(
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

    final SimulatedBackend backend;
    final SimulatedDisk disk;
    final StoreSettings settings;
    final SplittableRandom random;
    final List<Stored> submitted = new ArrayList<>();
    final List<AppendRefusal> refusals = new ArrayList<>();
    final Map<String, Long> arrivals = new HashMap<>();
    private final long seed;
    private @Nullable LogMessageStore store;
    private int lives;

    StoreWorld(long seed, SimulatedDisk disk, StoreSettings settings) {
        this.seed = seed;
        this.backend = SimulatedBackend.seeded(seed);
        this.disk = disk;
        this.settings = settings;
        this.random = new SplittableRandom(seed);
        backend.expectFaults(fault -> fault instanceof PowerLoss);
    }

    LogMessageStore store() {
        LogMessageStore open = store;
        if (open == null) {
            throw new IllegalStateException("the store is not open");
        }
        return open;
    }

    void open() {
        arrivals.clear();
        store = LogMessageStore.open(
                settings, disk, backend.node("store" + lives++), backend.faultHandler(), this::arrived);
    }

    void append(Stored record, boolean wait) {
        submitted.add(record);
        store().append(record.content(), wait, callback(List.of(record)));
    }

    void appendAll(List<Stored> records) {
        submitted.addAll(records);
        store().appendAll(records.stream().map(Stored::content).toList(), true, callback(records));
    }

    /** Ends process and power. */
    void crash() {
        backend.node("store" + (lives - 1)).crash();
        disk.crash(random.split());
        store = null;
    }

    /** Ends the process only. */
    void kill() {
        backend.node("store" + (lives - 1)).crash();
        disk.kill();
        store = null;
    }

    void close() {
        store().close();
        store = null;
    }

    void settle() {
        backend.runUntilIdle();
    }

    /**
     * Compares the store with the model: everything acknowledged is there and as it was, nothing else but what was once
     * submitted. What is there and was not acknowledged counts as acknowledged from now on: readers have seen it.
     */
    void verify() {
        Map<String, Stored> known = new HashMap<>();
        submitted.forEach(record -> known.put(record.id, record));
        Set<String> seen = new HashSet<>();
        for (MessageView view : readAll()) {
            Stored record = known.get(view.messageId());
            if (record == null) {
                throw violated("a record that nobody sent: " + view);
            }
            if (!seen.add(record.id)) {
                throw violated("a record twice: " + view);
            }
            if (!record.acknowledged) {
                record.offset = -1;
            }
            String difference = record.difference(view);
            if (!difference.isEmpty()) {
                throw violated(record + " came back different: " + difference);
            }
            record.offset = view.offset();
            record.position = view.physicalOffset();
            record.acknowledged = true;
        }
        for (Stored record : submitted) {
            if (record.acknowledged && !seen.contains(record.id)) {
                throw violated("acknowledged and lost: " + record);
            }
        }
        submitted.removeIf(record -> !record.acknowledged);
        for (int i = random.nextInt(8); i < submitted.size(); i += 8) {
            verifyLookUp(submitted.get(i));
        }
    }

    private void verifyLookUp(Stored record) {
        try (RecordBatch found = store().lookUp(record.topic, record.id, 10, 0, Long.MAX_VALUE)) {
            if (found.count() != 1 || found.toViews("b").get(0).physicalOffset() != record.position) {
                throw violated(found.count() + " records are found by the key of " + record);
            }
        }
    }

    /** Compares the queues with those that a full rebuild from the log makes. */
    void verifyAgainstRebuild() {
        SimulatedDisk copy = disk.copy();
        for (String path : copy.paths()) {
            if (path.startsWith("consumequeue/") || path.equals("checkpoint")) {
                copy.remove(path);
            }
        }
        StoreWorld other = new StoreWorld(seed, copy, settings);
        other.open();
        for (String path : disk.paths()) {
            if (path.startsWith("consumequeue/")) {
                if (!copy.paths().contains(path) || !Arrays.equals(disk.content(path), copy.content(path))) {
                    throw violated(path + " differs from a rebuilt one");
                }
            }
        }
        for (String path : copy.paths()) {
            if (path.startsWith("consumequeue/") && !disk.paths().contains(path)) {
                throw violated(path + " is missing");
            }
        }
    }

    /** Every readable record of every queue. */
    List<MessageView> readAll() {
        List<MessageView> views = new ArrayList<>();
        for (int topic = 0; topic < 3; topic++) {
            for (int queue = 0; queue < 2; queue++) {
                views.addAll(readAll("topic-" + topic, queue));
            }
        }
        return views;
    }

    List<MessageView> readAll(String topic, int queue) {
        List<MessageView> views = new ArrayList<>();
        long next = store().minOffset(topic, queue);
        while (next < store().maxOffset(topic, queue)) {
            ReadResult result = store().read(topic, queue, next, 10, 4000, RecordFilter.ALL);
            views.addAll(result.batch().toViews("b"));
            result.batch().close();
            if (result.nextOffset() <= next) {
                throw violated("reading does not move on: " + result);
            }
            next = result.nextOffset();
        }
        return views;
    }

    AssertionError violated(String what) {
        return new AssertionError(what + " [seed " + seed + ", life " + lives + "]");
    }

    private AppendCallback callback(List<Stored> records) {
        return new AppendCallback() {
            @Override
            public void onAppended(long physicalOffset, long queueOffset, long storeTimestamp) {
                for (int i = 0; i < records.size(); i++) {
                    Stored record = records.get(i);
                    record.position = i == 0 ? physicalOffset : record.position;
                    record.offset = queueOffset + i;
                    record.acknowledged = true;
                    if (i > 0) {
                        Stored before = records.get(i - 1);
                        record.position = before.position + before.content().encodedSize();
                    }
                }
            }

            @Override
            public void onRefused(AppendRefusal refusal) {
                refusals.add(refusal);
            }
        };
    }

    private void arrived(String topic, int queueId, long offset, long tagsCode) {
        String queue = topic + "/" + queueId;
        Long last = arrivals.put(queue, offset);
        if (last != null && offset != last + 1) {
            throw violated("arrival of " + offset + " after " + last + " in " + queue);
        }
        if (store != null && store().maxOffset(topic, queueId) <= offset) {
            throw violated("arrival of " + offset + " in " + queue + " before it can be read");
        }
    }
}
