package io.mqspring.broker.handover;

import io.mqspring.store.config.ConfigDirectory;
import io.mqspring.store.disk.Disk;
import io.mqspring.store.disk.DiskEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a directory that an official broker wrote has in it that this broker cannot carry on with. Some of it forbids the use of
 * the directory, because data would be passed over or misread; the rest is told. Stateless; looks at names and at the
 * configuration, before anything is changed.
 */
public final class ForeignDirectory {

    private static final String ROCKS =
            "With the official broker, export it to the file form, or start a new directory.";
    private static final String QUEUES = "consumequeue";

    private ForeignDirectory() {}

    /**
     * @param what names the thing, and what of it is not carried on
     * @param remedy what the user can do
     * @param forbids whether the directory must not be used
     */
    public record Finding(String what, String remedy, boolean forbids) {

        static Finding refused(String what, String remedy) {
            return new Finding(what, remedy, true);
        }

        static Finding told(String what, String remedy) {
            return new Finding(what, remedy, false);
        }

        @Override
        public String toString() {
            return what + ". " + remedy;
        }
    }

    /** Looks at a directory; nothing found for one that this broker made. */
    public static List<Finding> inspect(Disk disk) throws IOException {
        List<Finding> findings = new ArrayList<>();
        otherStores(disk, findings);
        otherQueues(disk, findings);
        topics(disk, findings);
        besides(disk, findings);
        return findings;
    }

    private static void otherStores(Disk disk, List<Finding> findings) throws IOException {
        if (hasContent(disk, "consumequeue_rocksdb")) {
            findings.add(
                    Finding.refused("consumequeue_rocksdb/ holds queues in RocksDB (storeType=defaultRocksDB)", ROCKS));
        }
        for (String name : List.of("topics", "subscriptionGroups", "consumerOffsets", "metadata", "rdb")) {
            if (hasContent(disk, "config/" + name)) {
                findings.add(Finding.refused("config/" + name + "/ holds the configuration in RocksDB", ROCKS));
            }
        }
        for (DiskEntry entry : disk.list("")) {
            if (entry.directory() && entry.name().startsWith("dledger-")) {
                findings.add(Finding.refused(
                        entry.name() + "/ holds a DLedger log (enableDLegerCommitLog=true), which is another format",
                        "Move its messages with the official tools, or start a new directory."));
            }
        }
        if (hasContent(disk, "kvStore")) {
            findings.add(Finding.told(
                    "kvStore/ holds messages that consumers have popped and not acknowledged"
                            + " (popConsumerKVServiceEnable=true): they are not delivered again",
                    "Acknowledge them at the official broker first."));
        }
    }

    private static void otherQueues(Disk disk, List<Finding> findings) throws IOException {
        TreeSet<String> batch = names(disk, "batchconsumequeue", "");
        if (!batch.isEmpty()) {
            findings.add(Finding.refused(
                    "batchconsumequeue/ holds topics with queue.type=BatchCQ: " + batch,
                    "Consume and delete them at the official broker first."));
        }
        TreeSet<String> light = names(disk, QUEUES, "%LMQ%");
        if (!light.isEmpty()) {
            findings.add(Finding.refused(
                    "consumequeue/ holds " + light.size() + " light queues (enableLmq=true), such as " + light.first(),
                    "Consume them at the official broker first, and remove them."));
        }
        if (disk.list(QUEUES + "/SCHEDULE_TOPIC_XXXX").stream().anyMatch(queue -> isBeyondLevels(queue.name()))) {
            findings.add(Finding.refused(
                    "consumequeue/SCHEDULE_TOPIC_XXXX has delay levels beyond 18 (messageDelayLevel)",
                    "Let the official broker deliver what waits there, then remove those queues."));
        }
    }

    private static void topics(Disk disk, List<Finding> findings) throws IOException {
        Map<String, Object> table = table(disk, "topics.json", "topicConfigTable");
        TreeSet<String> compacted = new TreeSet<>();
        table.forEach((name, config) -> {
            if (config instanceof Map<?, ?> topic
                    && topic.get("attributes") instanceof Map<?, ?> attributes
                    && "COMPACTION".equals(attributes.get("cleanup.policy"))) {
                compacted.add(name);
            }
        });
        if (!compacted.isEmpty()) {
            findings.add(Finding.refused(
                    "topics with cleanup.policy=COMPACTION keep their older values in compaction/ only: " + compacted,
                    "Copy them to ordinary topics at the official broker, and delete them."));
        }
        Map<String, Object> mapped = table(disk, "topicQueueMapping.json", "topicQueueMappingInfoMap");
        if (!mapped.isEmpty()) {
            findings.add(Finding.refused(
                    "config/topicQueueMapping.json has static topics, whose offsets are not their queues': "
                            + new TreeSet<>(mapped.keySet()),
                    "Copy them to ordinary topics at the official broker, and delete them."));
        }
    }

    private static void besides(Disk disk, List<Finding> findings) throws IOException {
        if (disk.read("epochFileCheckpoint").isPresent()
                || disk.read("brokerIdentity").isPresent()) {
            findings.add(Finding.told(
                    "the broker was a member of a replicated set (brokerIdentity, epochFileCheckpoint)",
                    "It goes on alone here; do not let it join the set again."));
        }
        Map<String, Object> order = table(disk, "consumerOrderInfo.json", "table");
        if (!order.isEmpty()) {
            findings.add(Finding.told(
                    "config/consumerOrderInfo.json has the state of orderly pop consumers, which is not carried on: "
                            + new TreeSet<>(order.keySet()),
                    "They go on at their committed offsets."));
        }
        Map<String, Object> filters = table(disk, "consumerFilter.json", "filterDataByTopic");
        if (!filters.isEmpty()) {
            findings.add(Finding.told(
                    "config/consumerFilter.json has SQL92 filters for topics " + new TreeSet<>(filters.keySet()),
                    "It is left as it is; a consumer that uses one brings it along when it connects."));
        }
        for (String name : List.of("users", "acls")) {
            if (hasContent(disk, "config/" + name)) {
                findings.add(Finding.told(
                        "config/" + name + "/ holds access rights, which are not applied here",
                        "Open no port to strangers."));
            }
        }
    }

    private static Map<String, Object> table(Disk disk, String file, String name) throws IOException {
        if (disk.read("config/" + file).isEmpty()
                && disk.read("config/" + file + ".bak").isEmpty()) {
            return Map.of();
        }
        ConfigDirectory directory = new ConfigDirectory(disk);
        return directory
                .<Map<String, Object>>load(
                        file, directory.types().constructMapType(Map.class, String.class, Object.class))
                .map(document -> object(document.get(name)))
                .orElse(Map.of());
    }

    @SuppressWarnings("unchecked") // Justification: names of a JSON object are strings.
    private static Map<String, Object> object(@Nullable Object value) {
        return value instanceof Map<?, ?> found ? (Map<String, Object>) found : Map.of();
    }

    private static TreeSet<String> names(Disk disk, String directory, String prefix) throws IOException {
        TreeSet<String> names = new TreeSet<>();
        for (DiskEntry entry : disk.list(directory)) {
            if (entry.directory()
                    && entry.name().startsWith(prefix)
                    && hasContent(disk, directory + "/" + entry.name())) {
                names.add(entry.name());
            }
        }
        return names;
    }

    /** Whether there is a file with something in it, however deep. */
    private static boolean hasContent(Disk disk, String directory) throws IOException {
        for (DiskEntry entry : disk.list(directory)) {
            boolean found = entry.directory() ? hasContent(disk, directory + "/" + entry.name()) : entry.length() > 0;
            if (found) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBeyondLevels(String queue) {
        try {
            return Integer.parseInt(queue) >= 18;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
