package io.mqspring.store.queue;

import io.mqspring.store.disk.Disk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All queues, by topic and number. Queues are added and removed under the store's append lock; looking up is for any
 * thread, and who has found a queue that is then removed reads what was mapped, or blanks.
 */
public final class ConsumeQueues {

    /** Where queue files lie, as {@code <topic>/<queue id>/<file>}. */
    public static final String DIRECTORY = "consumequeue";

    /** The highest queue number. */
    public static final int MAX_QUEUE_ID = 65_535;

    private static final @Nullable ConsumeQueue[] NONE = new ConsumeQueue[0];

    private final Disk disk;
    private final int fileBytes;
    private final ReentrantLock filesLock = new ReentrantLock();
    private final ConcurrentHashMap<String, @Nullable ConsumeQueue[]> topics = new ConcurrentHashMap<>();
    private volatile int count;
    private List<ConsumeQueue> dirty = new ArrayList<>();
    private long entries;

    /** @param fileBytes length of a queue file, a multiple of 20 */
    public ConsumeQueues(Disk disk, int fileBytes) {
        this.disk = disk;
        this.fileBytes = fileBytes;
    }

    /** Bytes of a queue file. */
    public int fileBytes() {
        return fileBytes;
    }

    /** A queue, or null if it has never had a record. */
    public @Nullable ConsumeQueue find(String topic, int queueId) {
        @Nullable ConsumeQueue[] queues = topics.get(topic);
        return queues == null || queueId < 0 || queueId >= queues.length ? null : queues[queueId];
    }

    /** A queue, made if need be; it is listed with its first entry. Under the append lock. */
    public ConsumeQueue of(String topic, int queueId) {
        ConsumeQueue queue = find(topic, queueId);
        return queue == null ? make(topic, queueId, new QueueFile[0]) : queue;
    }

    /** Number of queues. */
    public int count() {
        return count;
    }

    /** Sum of the next offsets of all queues: with their number it tells whether any is missing. Under the append lock. */
    public long entries() {
        return entries;
    }

    /** Notes that entries were put into a queue. Under the append lock. */
    public void added(ConsumeQueue queue, int number) {
        entries += number;
        if (find(queue.topic(), queue.queueId()) != queue) {
            list(queue);
        }
        if (!queue.isDirty()) {
            queue.setDirty(true);
            dirty.add(queue);
        }
    }

    /** The queues with entries since the last call, each with its end as it is now. Under the append lock. */
    public List<QueueEnd> takeDirty() {
        List<QueueEnd> taken = new ArrayList<>(dirty.size());
        for (ConsumeQueue queue : dirty) {
            queue.setDirty(false);
            taken.add(new QueueEnd(queue, queue.next()));
        }
        dirty = new ArrayList<>();
        return taken;
    }

    /** Puts a queue back that could not be forced. Under the append lock. */
    public void stillDirty(ConsumeQueue queue) {
        added(queue, 0);
    }

    /** Visits all queues. */
    public void forEach(Consumer<ConsumeQueue> visitor) {
        for (@Nullable ConsumeQueue[] queues : topics.values()) {
            for (ConsumeQueue queue : queues) {
                if (queue != null) {
                    visitor.accept(queue);
                }
            }
        }
    }

    /** Follows the log's start. On the flusher. */
    public void trim(long logStart) throws IOException {
        for (@Nullable ConsumeQueue[] queues : topics.values()) {
            for (ConsumeQueue queue : queues) {
                if (queue != null) {
                    queue.trim(logStart);
                }
            }
        }
    }

    /** Lets go of all files. */
    public void close() {
        forEach(ConsumeQueue::close);
    }

    /**
     * A queue and where it ends.
     *
     * @param queue the queue
     * @param end the offset after its last entry
     */
    public record QueueEnd(ConsumeQueue queue, long end) {

        /** Makes the entries below the end durable, but for {@link NewNames#sync}. On the flusher. */
        public void force(NewNames names) throws IOException {
            if (queue.force(end)) {
                names.queues.add(queue);
            }
        }
    }

    /** Queues with new files, and so perhaps new directories. Confined to one checkpoint. */
    public static final class NewNames {

        private final List<ConsumeQueue> queues = new ArrayList<>();

        /** Makes the directories' names durable, each once. On the flusher. */
        public void sync(Disk disk) throws IOException {
            Set<String> directories = new TreeSet<>();
            for (ConsumeQueue queue : queues) {
                directories.add(DIRECTORY + "/" + queue.topic());
            }
            try {
                for (String directory : directories) {
                    disk.syncOnly(directory);
                }
                if (!directories.isEmpty()) {
                    disk.sync(DIRECTORY);
                }
                queues.clear();
            } catch (IOException e) {
                queues.forEach(ConsumeQueue::namesInDoubt);
                throw e;
            }
        }
    }

    /**
     * Removes the queues of a topic with their files; a queue of the same name may be made afterwards and begins at 0. Under
     * the append lock, while nobody forces or trims.
     *
     * @return how many there were
     */
    public int remove(String topic) throws IOException {
        @Nullable ConsumeQueue[] queues = topics.remove(topic);
        int removed = 0;
        if (queues != null) {
            dirty.removeIf(queue -> queue.topic().equals(topic));
            for (ConsumeQueue queue : queues) {
                if (queue != null) {
                    count--;
                    entries -= queue.next();
                    removed++;
                }
            }
            for (ConsumeQueue queue : queues) {
                if (queue != null) {
                    queue.removeFiles();
                }
            }
        }
        disk.deleteTree(DIRECTORY + "/" + topic);
        return removed;
    }

    Disk disk() {
        return disk;
    }

    ConsumeQueue make(String topic, int queueId, QueueFile[] files) {
        return new ConsumeQueue(disk, topic, queueId, fileBytes, filesLock, files);
    }

    void list(ConsumeQueue queue) {
        @Nullable ConsumeQueue[] queues = topics.getOrDefault(queue.topic(), NONE);
        queues = Arrays.copyOf(queues, Math.max(queues.length, queue.queueId() + 1));
        queues[queue.queueId()] = queue;
        topics.put(queue.topic(), queues);
        count++;
    }

    void forgetAll() {
        topics.clear();
        dirty.clear();
        count = 0;
        entries = 0;
    }

    void setEntries(long sum) {
        entries = sum;
    }
}
