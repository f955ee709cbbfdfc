package io.mqspring.client;

import io.mqspring.consumer.offset.LocalOffsets;
import io.mqspring.message.MessageQueue;
import io.mqspring.store.config.ConfigDirectory;
import io.mqspring.store.config.UnreadableConfigException;
import io.mqspring.store.disk.Disk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The offsets of one broadcasting group in a file: JSON with a checksum, replaced whole, with its last content as a backup. When
 * both are damaged the group begins anew as its start position says, and the log names the file. Called on workers.
 */
final class OffsetFile implements LocalOffsets {

    private static final Logger log = LoggerFactory.getLogger(OffsetFile.class);

    private final String group;
    private final Supplier<Disk> disk;

    /**
     * The file.
     *
     * @param group whose offsets they are; names of files are not exact everywhere
     */
    record Content(@Nullable String group, @Nullable List<Entry> offsets) {}

    /** One queue. */
    record Entry(@Nullable String topic, @Nullable String broker, int queue, long offset) {}

    /**
     * @param disk the directory; taken with the first call
     */
    OffsetFile(String group, Supplier<Disk> disk) {
        this.group = group;
        this.disk = disk;
    }

    @Override
    public Map<MessageQueue, Long> load() {
        Disk directory = disk.get();
        try {
            return new ConfigDirectory(directory)
                    .load(name(), Content.class)
                    .map(this::offsets)
                    .orElseGet(Map::of);
        } catch (UnreadableConfigException e) {
            log.error(
                    "{}: {} Until then the group begins anew on this instance, as mq.listener.start-from says",
                    group,
                    e.getMessage());
            return Map.of();
        }
    }

    @Override
    public void save(Map<MessageQueue, Long> offsets) {
        List<Entry> entries = new ArrayList<>();
        new TreeMap<>(offsets)
                .forEach((queue, offset) ->
                        entries.add(new Entry(queue.topic(), queue.brokerName(), queue.queueId(), offset)));
        new ConfigDirectory(disk.get()).save(name(), new Content(group, entries));
    }

    private Map<MessageQueue, Long> offsets(Content content) {
        List<Entry> entries = content.offsets();
        if (!group.equals(content.group()) || entries == null) {
            log.error(
                    "{}: {} holds offsets of group {}, so the group begins anew on this instance, as mq.listener.start-from says",
                    group,
                    name(),
                    content.group());
            return Map.of();
        }
        Map<MessageQueue, Long> offsets = new TreeMap<>();
        for (Entry entry : entries) {
            if (entry.topic() != null && entry.broker() != null && entry.offset() >= 0) {
                offsets.put(new MessageQueue(entry.topic(), entry.broker(), entry.queue()), entry.offset());
            }
        }
        return offsets;
    }

    /** A group's name may hold characters that no file system likes. */
    private String name() {
        StringBuilder name = new StringBuilder("offsets-");
        for (char each : group.toCharArray()) {
            if (each == '%' || each == '|') {
                name.append('~').append(Integer.toHexString(each));
            } else {
                name.append(each);
            }
        }
        return name.append(".json").toString();
    }
}
