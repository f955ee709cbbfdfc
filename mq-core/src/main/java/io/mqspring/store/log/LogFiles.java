package io.mqspring.store.log;

import io.mqspring.store.disk.Disk;
import io.mqspring.store.disk.DiskEntry;
import io.mqspring.store.disk.FileNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the segments that a directory has, whatever their size, and patches what is missing or short. Stateless. */
public final class LogFiles {

    private static final Logger LOG = LoggerFactory.getLogger(LogFiles.class);

    private LogFiles() {}

    /**
     * @param configuredSize segment size of a directory that has none yet
     * @param step bytes to secure ahead of the tail at a time
     * @param keepFree bytes of the disk that the log leaves free
     * @throws IOException naming a file that does not belong there
     */
    public static CommitLog open(Disk disk, int configuredSize, int step, long keepFree) throws IOException {
        Room room = new Room(disk, keepFree);
        List<DiskEntry> files = new ArrayList<>();
        for (DiskEntry entry : disk.list(CommitLog.DIRECTORY)) {
            if (!entry.directory()) {
                if (FileNames.position(entry.name()) < 0) {
                    throw new IOException("The file '" + CommitLog.DIRECTORY + "/" + entry.name() + "' in '"
                            + disk.describe() + "' is no log segment. Move it away.");
                }
                files.add(entry);
            }
        }
        removeEmptyLast(disk, files);
        removeEmptyFirst(disk, files);
        if (files.isEmpty()) {
            return new CommitLog(disk, configuredSize, step, room, new Segment[0]);
        }
        int size = segmentSize(files, configuredSize);
        return new CommitLog(disk, size, step, room, openAll(disk, room, files, size));
    }

    /** A crash between making a file and giving it its length leaves it empty. */
    private static void removeEmptyLast(Disk disk, List<DiskEntry> files) throws IOException {
        while (!files.isEmpty() && files.get(files.size() - 1).length() == 0) {
            disk.delete(
                    CommitLog.DIRECTORY + "/" + files.remove(files.size() - 1).name());
        }
    }

    /** Retention empties a file before it removes the name, and a crash may come in between. */
    private static void removeEmptyFirst(Disk disk, List<DiskEntry> files) throws IOException {
        while (!files.isEmpty() && files.get(0).length() == 0) {
            String path = CommitLog.DIRECTORY + "/" + files.remove(0).name();
            LOG.warn("Log segment {} is empty: its removal was interrupted, and is completed", path);
            disk.delete(path);
        }
    }

    /** What the names and lengths tell; a file can be too short, never too long. */
    private static int segmentSize(List<DiskEntry> files, int configuredSize) throws IOException {
        long longest = 0;
        for (DiskEntry file : files) {
            longest = Math.max(longest, file.length());
        }
        if (files.size() == 1) {
            long base = FileNames.position(files.get(0).name());
            boolean cutShort = longest < configuredSize && base % Math.max(1, longest) != 0;
            longest = cutShort ? configuredSize : longest;
        }
        for (DiskEntry file : files) {
            if (longest > Integer.MAX_VALUE || FileNames.position(file.name()) % longest != 0) {
                throw new IOException("The log segment '" + CommitLog.DIRECTORY + "/" + file.name()
                        + "' does not lie at a multiple of the segments' length, " + longest
                        + " bytes. Restore the directory from a copy.");
            }
        }
        return (int) longest;
    }

    private static Segment[] openAll(Disk disk, Room room, List<DiskEntry> files, int size) throws IOException {
        long first = FileNames.position(files.get(0).name());
        long last = FileNames.position(files.get(files.size() - 1).name());
        int count = (int) ((last - first) / size) + 1;
        Segment[] segments = new Segment[count];
        int next = 0;
        for (int i = 0; i < count; i++) {
            long base = first + (long) i * size;
            DiskEntry file = files.get(next);
            if (FileNames.position(file.name()) == base) {
                next++;
                if (file.length() < size) {
                    LOG.warn(
                            "Log segment {} was cut to {} bytes: records beyond are lost",
                            CommitLog.path(base),
                            file.length());
                }
            } else {
                LOG.warn("Log segment {} is missing: its records are lost", CommitLog.path(base));
            }
            segments[i] = new Segment(base, disk.open(CommitLog.path(base), size), room, size, false);
        }
        return segments;
    }
}
