package io.mqspring.store.queue;

import io.mqspring.store.disk.Disk;
import io.mqspring.store.disk.DiskEntry;
import io.mqspring.store.disk.FileNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of one queue, as a directory lists them.
 *
 * @param topic topic name
 * @param queueId queue number
 * @param files names that are positions, with their lengths, in order
 */
public record QueueListing(String topic, int queueId, List<DiskEntry> files) {

    /** Everything that looks like a queue with files; the rest is passed over. */
    public static List<QueueListing> read(Disk disk) throws IOException {
        List<QueueListing> queues = new ArrayList<>();
        for (DiskEntry topic : disk.list(ConsumeQueues.DIRECTORY)) {
            if (topic.directory()) {
                String directory = ConsumeQueues.DIRECTORY + "/" + topic.name();
                for (DiskEntry queue : disk.list(directory)) {
                    int queueId = queueId(queue);
                    List<DiskEntry> files = queueId < 0 ? List.of() : files(disk, directory + "/" + queue.name());
                    if (!files.isEmpty()) {
                        queues.add(new QueueListing(topic.name(), queueId, files));
                    }
                }
            }
        }
        return queues;
    }

    /** The length of queue files in a directory that has some, else a default. */
    public static int fileBytes(List<QueueListing> queues, int defaultBytes) {
        for (QueueListing queue : queues) {
            long length = queue.files().get(0).length();
            if (length > 0 && length <= Integer.MAX_VALUE && length % QueueFile.ENTRY == 0) {
                return (int) length;
            }
        }
        return defaultBytes;
    }

    /** Whether the files are whole and without a gap; otherwise nothing in them can be placed. */
    public boolean isWhole(int fileBytes) {
        long expected = FileNames.position(files.get(0).name());
        for (DiskEntry file : files) {
            if (file.length() != fileBytes
                    || FileNames.position(file.name()) != expected
                    || expected % fileBytes != 0) {
                return false;
            }
            expected += fileBytes;
        }
        return true;
    }

    QueueFile[] files(ConsumeQueues queues) {
        QueueFile[] opened = new QueueFile[files.size()];
        for (int i = 0; i < opened.length; i++) {
            String name = files.get(i).name();
            opened[i] = new QueueFile(
                    queues.disk(),
                    ConsumeQueue.directory(topic, queueId) + "/" + name,
                    FileNames.position(name),
                    queues.fileBytes(),
                    queues.fileBytes());
        }
        return opened;
    }

    private static int queueId(DiskEntry entry) {
        String name = entry.name();
        if (!entry.directory() || name.isEmpty() || name.length() > 5) {
            return -1;
        }
        int id = 0;
        for (int i = 0; i < name.length(); i++) {
            char digit = name.charAt(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            id = id * 10 + digit - '0';
        }
        return id <= ConsumeQueues.MAX_QUEUE_ID ? id : -1;
    }

    private static List<DiskEntry> files(Disk disk, String directory) throws IOException {
        List<DiskEntry> files = new ArrayList<>();
        for (DiskEntry entry : disk.list(directory)) {
            if (!entry.directory() && FileNames.position(entry.name()) >= 0) {
                files.add(entry);
            }
        }
        return files;
    }
}
