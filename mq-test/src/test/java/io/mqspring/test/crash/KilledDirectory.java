package io.mqspring.test.crash;

import io.mqspring.store.FlushMode;
import io.mqspring.store.LogMessageStore;
import io.mqspring.store.StoreSettings;
import io.mqspring.store.config.ConfigDirectory;
import io.mqspring.store.disk.MappedDisk;
import io.mqspring.test.simulation.SimulatedBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The data directory of a process that was killed, looked at between its lives. */
final class KilledDirectory {

    private final Path data;
    private final StoreSettings settings;

    KilledDirectory(Path data, FlushMode mode) {
        this.data = data;
        this.settings = StoreSettings.in(data).withFlushMode(mode);
    }

    /** Recovers the store, makes all queues anew from the log, and compares; then no committed offset may be ahead. */
    void check(Path work) throws IOException {
        Map<String, Long> ends = recover();
        Map<String, byte[]> recovered = queueFiles();
        deleteTree(data.resolve("consumequeue"));
        Files.deleteIfExists(data.resolve("checkpoint"));
        Files.createFile(data.resolve("abort"));
        Map<String, Long> rebuiltEnds = recover();
        Map<String, byte[]> rebuilt = queueFiles();
        if (ends.isEmpty() || !ends.equals(rebuiltEnds) || !recovered.keySet().equals(rebuilt.keySet())) {
            throw new AssertionError("queues " + ends + " are not what a rebuild gives: " + rebuiltEnds);
        }
        recovered.forEach((path, content) -> {
            if (!Arrays.equals(content, rebuilt.get(path))) {
                throw new AssertionError(path + " is not what a rebuild gives: they differ at byte "
                        + Arrays.mismatch(content, rebuilt.get(path)));
            }
        });
        for (String group : CrashApplication.GROUPS) {
            checkOffsets(group, consumed(work, group), rebuiltEnds);
        }
    }

    /** The ends of the application's queues. */
    private Map<String, Long> recover() {
        Map<String, Long> ends = new TreeMap<>();
        try (SimulatedBackend backend = SimulatedBackend.seeded(1);
                LogMessageStore store = LogMessageStore.open(
                        settings,
                        MappedDisk.at(data, "crash check"),
                        backend,
                        backend.faultHandler(),
                        (topic, queue, offset, tags) -> {})) {
            store.queueCounts().forEach((topic, queues) -> {
                for (int queue = 0; queue < queues; queue++) {
                    ends.put(topic + "/" + queue, store.maxOffset(topic, queue));
                }
            });
        }
        return ends;
    }

    private void checkOffsets(String group, Map<String, BitSet> consumed, Map<String, Long> ends) {
        committed(group).forEach((queue, offset) -> {
            String name = CrashApplication.TOPIC + "/" + queue;
            int open = consumed.getOrDefault(queue, new BitSet()).nextClearBit(0);
            if (offset > ends.getOrDefault(name, 0L) || offset > open) {
                throw new AssertionError(group + " has committed " + offset + " of " + name + ", which ends at "
                        + ends.get(name) + "; " + open + " was not consumed");
            }
        });
    }

    private Map<String, Long> committed(String group) {
        Map<String, Long> offsets = new HashMap<>();
        Map<?, ?> document = new ConfigDirectory(MappedDisk.at(data, "crash check"))
                .load("consumerOffset.json", Map.class)
                .orElse(Map.of());
        if (document.get("offsetTable") instanceof Map<?, ?> table
                && table.get(CrashApplication.TOPIC + "@" + group) instanceof Map<?, ?> queues) {
            queues.forEach((queue, offset) -> offsets.put(String.valueOf(queue), ((Number) offset).longValue()));
        }
        return offsets;
    }

    private static Map<String, BitSet> consumed(Path work, String group) {
        Map<String, BitSet> consumed = new HashMap<>();
        for (String line : Journal.read(work.resolve("consumed-" + group))) {
            String[] parts = line.split(" ");
            consumed.computeIfAbsent(parts[1], queue -> new BitSet()).set(Integer.parseInt(parts[2]));
        }
        return consumed;
    }

    private Map<String, byte[]> queueFiles() throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(data.resolve("consumequeue"))) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.put(data.relativize(path).toString(), Files.readAllBytes(path));
            }
        }
        return files;
    }

    private static void deleteTree(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        }
    }
}
