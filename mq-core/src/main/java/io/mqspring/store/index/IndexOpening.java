package io.mqspring.store.index;

import io.mqspring.store.disk.Disk;
import io.mqspring.store.disk.DiskEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the index as far as it can be believed; what it lacks is taken from the log later. Stateless. */
public final class IndexOpening {

    private static final Logger LOG = LoggerFactory.getLogger(IndexOpening.class);

    private IndexOpening() {}

    /**
     * @param slots hash slots of a new file
     * @param maxEntries entries of a new file
     * @param known how far the last checkpoint says that it is durable; empty without a checkpoint
     * @param clean whether the last run ended cleanly: then all files are whole
     * @param logStart where the log begins
     */
    public static KeyIndex open(
            Disk disk, int slots, int maxEntries, Optional<IndexEnd> known, boolean clean, long logStart)
            throws IOException {
        List<Long> names = names(disk);
        if (known.isPresent()) {
            removeYounger(disk, names, known.get().file());
        }
        Shape shape = shape(disk, slots, maxEntries);
        boolean believed = shape.matches && (known.isPresent() ? isThere(names, known.get()) : clean);
        if (!believed) {
            return anew(disk, slots, maxEntries, logStart, names);
        }
        List<IndexFile> files = new ArrayList<>();
        for (long name : names) {
            int length = (int) IndexFile.length(shape.slots, shape.entries);
            files.add(new IndexFile(disk.open(path(name), length), name, shape.slots, shape.entries, false));
        }
        if (!files.stream().allMatch(IndexFile::fitsItsShape)
                || known.isPresent() && known.get().entries() > shape.entries) {
            files.forEach(IndexFile::close);
            return anew(disk, slots, maxEntries, logStart, names);
        }
        long position = logStart;
        if (known.isPresent()) {
            position = Math.max(logStart, known.get().position());
            cutLast(files, known.get(), clean);
        } else if (!files.isEmpty()) {
            position = Math.max(logStart, files.get(files.size() - 1).endPosition());
        }
        return new KeyIndex(disk, shape.slots, shape.entries, files.toArray(new IndexFile[0]), position);
    }

    /** What was made since the checkpoint is taken from the log again; a crash may have left it without a length. */
    private static void removeYounger(Disk disk, List<Long> names, long last) throws IOException {
        for (int i = names.size() - 1; i >= 0 && names.get(i) > last; i--) {
            disk.delete(path(names.remove(i)));
        }
    }

    private static KeyIndex anew(Disk disk, int slots, int maxEntries, long logStart, List<Long> names)
            throws IOException {
        if (!names.isEmpty()) {
            LOG.info("The key index is made anew from the log: its files cannot be believed");
        }
        // The youngest first, for good: without it a crash in between leaves nothing that looks whole.
        for (int i = names.size() - 1; i >= 0; i--) {
            disk.delete(path(names.get(i)));
            disk.sync(KeyIndex.DIRECTORY);
        }
        disk.deleteTree(KeyIndex.DIRECTORY);
        return new KeyIndex(disk, slots, maxEntries, new IndexFile[0], logStart);
    }

    private static String path(long name) {
        return KeyIndex.DIRECTORY + "/" + KeyIndex.digits(name);
    }

    private static void cutLast(List<IndexFile> files, IndexEnd known, boolean clean) throws IOException {
        if (!files.isEmpty()) {
            IndexFile last = files.get(files.size() - 1);
            if (!clean || last.next() != known.entries()) {
                last.keepEntries(known.entries());
            }
        }
    }

    private static boolean isThere(List<Long> names, IndexEnd known) {
        return known.file() == 0 || names.contains(known.file());
    }

    /** What the lengths of the files tell: they have no other mark of their shape. */
    private static Shape shape(Disk disk, int slots, int entries) throws IOException {
        Shape shape = new Shape(slots, entries, true);
        for (DiskEntry file : disk.list(KeyIndex.DIRECTORY)) {
            if (isIndexName(file) && file.length() != IndexFile.length(shape.slots, shape.entries)) {
                int learned = (int) ((file.length() - 40) / 84);
                boolean matches = learned > 0 && IndexFile.length(learned, 4L * learned) == file.length();
                shape = new Shape(learned, learned * 4, matches);
            }
        }
        for (DiskEntry file : disk.list(KeyIndex.DIRECTORY)) {
            if (isIndexName(file) && file.length() != IndexFile.length(shape.slots, shape.entries)) {
                return new Shape(slots, entries, false);
            }
        }
        return shape;
    }

    private static List<Long> names(Disk disk) throws IOException {
        List<Long> names = new ArrayList<>();
        for (DiskEntry file : disk.list(KeyIndex.DIRECTORY)) {
            if (isIndexName(file)) {
                names.add(Long.parseLong(file.name()));
            }
        }
        return names;
    }

    private static boolean isIndexName(DiskEntry file) {
        if (file.directory() || file.name().length() != 17) {
            return false;
        }
        for (int i = 0; i < 17; i++) {
            if (file.name().charAt(i) < '0' || file.name().charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private record Shape(int slots, int entries, boolean matches) {}
}
