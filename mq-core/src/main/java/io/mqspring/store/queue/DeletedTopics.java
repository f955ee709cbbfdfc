package io.mqspring.store.queue;

import io.mqspring.store.disk.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Topics that were deleted while the log still holds records of them: whoever takes queues from the log leaves out what lies
 * below the position that is noted here. A topic that was made again goes on behind that position. Thread safe.
 *
 * <pre>
 * file "deletedTopics", a line for each topic:
 *   done 123456 orders          records of 'orders' below position 123456 belong to no queue
 *   removing 123456 orders      the same, and its queue files may still be there
 * </pre>
 */
public final class DeletedTopics {

    /** The file. */
    public static final String PATH = "deletedTopics";

    private static final Logger LOG = LoggerFactory.getLogger(DeletedTopics.class);
    private static final String DONE = "done";
    private static final String REMOVING = "removing";

    private final Disk disk;
    private final ReentrantLock writing = new ReentrantLock();
    private final Map<String, Mark> marks = new ConcurrentHashMap<>();

    private record Mark(long position, boolean removing) {}

    private DeletedTopics(Disk disk) {
        this.disk = disk;
    }

    /**
     * Reads the file, and ends deletions that a crash has interrupted.
     *
     * @param logStart marks below are of no use any more
     */
    public static DeletedTopics open(Disk disk, long logStart) throws IOException {
        DeletedTopics deleted = new DeletedTopics(disk);
        Optional<byte[]> content = disk.read(PATH);
        if (content.isPresent()) {
            new String(content.get(), StandardCharsets.UTF_8).lines().forEach(deleted::take);
            deleted.endInterrupted(logStart);
        }
        return deleted;
    }

    /** Whether a record belongs to a topic that was deleted after it was stored. */
    public boolean covers(String topic, long recordPosition) {
        Mark mark = marks.get(topic);
        return mark != null && recordPosition < mark.position;
    }

    /** Notes durably that a topic is being deleted: from now on a crash does not bring its records back. */
    public void begin(String topic, long logEnd) throws IOException {
        put(topic, new Mark(logEnd, true));
    }

    /** Notes durably that its files are gone. */
    public void complete(String topic, long logEnd) throws IOException {
        put(topic, new Mark(logEnd, false));
    }

    private void put(String topic, Mark mark) throws IOException {
        writing.lock();
        try {
            Mark before = marks.put(topic, mark);
            try {
                write();
            } catch (IOException e) {
                if (before == null) {
                    marks.remove(topic);
                } else {
                    marks.put(topic, before);
                }
                throw e;
            }
        } finally {
            writing.unlock();
        }
    }

    private void endInterrupted(long logStart) throws IOException {
        boolean changed = marks.values().removeIf(mark -> !mark.removing && mark.position <= logStart);
        for (Map.Entry<String, Mark> entry : marks.entrySet()) {
            if (entry.getValue().removing) {
                LOG.info("The deletion of topic '{}' was interrupted and is completed", entry.getKey());
                disk.deleteTree(ConsumeQueues.DIRECTORY + "/" + entry.getKey());
                entry.setValue(new Mark(entry.getValue().position, false));
                changed = true;
            }
        }
        if (changed) {
            write();
        }
    }

    private void write() throws IOException {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(marks).forEach((topic, mark) -> text.append(mark.removing ? REMOVING : DONE)
                .append(' ')
                .append(mark.position)
                .append(' ')
                .append(topic)
                .append('\n'));
        disk.replace(PATH, text.toString().getBytes(StandardCharsets.UTF_8), false);
    }

    private void take(String line) {
        String[] words = line.split(" ", 3);
        try {
            if (words.length == 3 && !isPath(words[2]) && (words[0].equals(DONE) || words[0].equals(REMOVING))) {
                marks.put(words[2], new Mark(Long.parseLong(words[1]), words[0].equals(REMOVING)));
                return;
            }
        } catch (NumberFormatException e) {
            LOG.debug("'{}' is no position", words[1]);
        }
        LOG.warn("A line of '{}' is damaged and passed over, a deleted topic may come back: '{}'", PATH, line);
    }

    /** A damaged name must not lead out of the directory. */
    private static boolean isPath(String name) {
        return name.isEmpty() || name.contains("/") || name.contains("\\") || name.startsWith(".");
    }
}
