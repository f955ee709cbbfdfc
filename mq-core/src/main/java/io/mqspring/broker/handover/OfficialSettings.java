package io.mqspring.broker.handover;

import io.mqspring.store.disk.Disk;
import io.mqspring.store.disk.DiskEntry;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The settings that an official broker needs to open a directory: it adapts to no file that it finds, so their lengths must be
 * told. Stateless.
 */
public final class OfficialSettings {

    private static final long INDEX_HEADER = 40;
    /** An index file has so many bytes for each of its slots, with four entries to a slot. */
    private static final long BYTES_PER_SLOT = 84;

    private OfficialSettings() {}

    /**
     * Sizes of a directory's files as {@code broker.conf} names them.
     *
     * @param defaults the sizes of files that the directory does not have, by the same names
     */
    public static Map<String, Long> sizes(Disk disk, Map<String, Long> defaults) throws IOException {
        Map<String, Long> sizes = new LinkedHashMap<>(defaults);
        long segment = longest(disk, "commitlog");
        if (segment > 0) {
            sizes.put("mappedFileSizeCommitLog", segment);
        }
        for (DiskEntry topic : disk.list("consumequeue")) {
            for (DiskEntry queue : disk.list("consumequeue/" + topic.name())) {
                long length = longest(disk, "consumequeue/" + topic.name() + "/" + queue.name());
                if (length > 0) {
                    sizes.put("mappedFileSizeConsumeQueue", length);
                }
            }
        }
        long index = longest(disk, "index");
        if (index > INDEX_HEADER && (index - INDEX_HEADER) % BYTES_PER_SLOT == 0) {
            sizes.put("maxHashSlotNum", (index - INDEX_HEADER) / BYTES_PER_SLOT);
            sizes.put("maxIndexNum", (index - INDEX_HEADER) / BYTES_PER_SLOT * 4);
        }
        return sizes;
    }

    private static long longest(Disk disk, String directory) throws IOException {
        long longest = 0;
        for (DiskEntry file : disk.list(directory)) {
            if (!file.directory()) {
                longest = Math.max(longest, file.length());
            }
        }
        return longest;
    }
}
