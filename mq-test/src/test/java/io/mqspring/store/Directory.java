package io.mqspring.store;

import io.mqspring.message.MessageView;
import io.mqspring.message.RecordBatch;
import io.mqspring.test.simulation.SimulatedDisk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A data directory with known records, to be damaged: what it holds, and what a store makes of a damaged copy. */
final class Directory {

    /** Before the id of a record that is there, but not found by its key. */
    static final String KEY = "key ";

    final SimulatedDisk disk;
    final List<Stored> records;

    private Directory(SimulatedDisk disk, List<Stored> records) {
        this.disk = disk;
        this.records = records;
    }

    /**
     * @param count records, in two topics with two queues each
     * @param clean whether the store was closed; otherwise it was killed, with a checkpoint about half-way
     */
    static Directory filled(int count, boolean clean) {
        StoreWorld world = new StoreWorld(7, new SimulatedDisk(), StoreWorld.SETTINGS);
        world.open();
        for (int i = 0; i < count; i++) {
            byte[] body = new byte[40 + i % 3];
            world.random.nextBytes(body);
            Stored record = new Stored("m" + i, "topic-" + i % 2, i / 2 % 2, body);
            record.properties.put("TAGS", "a");
            world.append(record, true);
            if (i == count / 2) {
                world.backend.advance(Duration.ofSeconds(10));
            }
        }
        world.settle();
        if (clean) {
            world.close();
        } else {
            world.kill();
        }
        return new Directory(world.disk, List.copyOf(world.submitted));
    }

    /** Files, without the directories' bookkeeping of queues that a test leaves out. */
    List<String> paths(String prefix) {
        return disk.paths().stream().filter(path -> path.startsWith(prefix)).toList();
    }

    /** Up to where a file has anything but zeros. */
    int used(String path) {
        byte[] content = disk.content(path);
        int end = content.length;
        while (end > 0 && content[end - 1] == 0) {
            end--;
        }
        return end;
    }

    /**
     * Opens a damaged copy, reads everything by queue and by key, goes on writing, and opens it once more.
     *
     * @return the ids of the records that are gone
     * @throws AssertionError if anything else is not as it was
     */
    List<String> missingIn(SimulatedDisk damaged) {
        StoreWorld world = new StoreWorld(8, damaged, StoreWorld.SETTINGS);
        world.open();
        List<String> missing = missing(world);
        Stored next = new Stored("next", "topic-0", 0, new byte[10]);
        world.append(next, true);
        world.settle();
        if (!next.acknowledged) {
            throw new AssertionError("nothing can be written: " + world.refusals);
        }
        world.crash();
        world.open();
        List<String> later = missing(world);
        if (!missing.containsAll(later)
                || world.readAll("topic-0", 0).stream()
                        .noneMatch(v -> v.messageId().equals("next"))) {
            throw new AssertionError("missing first " + missing + ", after a crash " + later);
        }
        world.kill();
        return missing;
    }

    private List<String> missing(StoreWorld world) {
        Map<String, Stored> left = new HashMap<>();
        records.forEach(record -> left.put(record.id, record));
        for (MessageView view : world.readAll()) {
            if (!view.messageId().equals("next")) {
                Stored record = left.remove(view.messageId());
                if (record == null) {
                    throw new AssertionError("nobody sent this, or it came twice: " + view);
                }
                String difference = record.difference(view);
                if (!difference.isEmpty()) {
                    throw new AssertionError(record + " came back different: " + difference);
                }
            }
        }
        List<String> missing = new ArrayList<>(left.keySet());
        for (Stored record : records) {
            try (RecordBatch found = world.store().lookUp(record.topic, record.id, 10, 0, Long.MAX_VALUE)) {
                for (MessageView view : found.toViews("b")) {
                    if (!record.difference(view).isEmpty()) {
                        throw new AssertionError(record + " is found different: " + record.difference(view));
                    }
                }
                if (found.count() == 0 && !missing.contains(record.id)) {
                    missing.add(KEY + record.id);
                }
            }
        }
        return missing;
    }
}
