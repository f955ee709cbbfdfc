package io.mqspring.store.config;

import io.mqspring.store.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * How far queues and index were durable when it was written: recovery starts there. The first 48 bytes are Apache RocketMQ's;
 * behind them ours, with a checksum: a checkpoint that someone else wrote, or that is damaged, is not believed.
 *
 * <pre>
 *   0  store time of the last durable record            8
 *   8  store time of the last record in its queue       8
 *  16  store time of the last record of a full index    8
 *  24  (replication)                                     8
 *  32  position of the last record                       8
 *  40  position of the last record in its queue          8
 *  48  magic "mqspring"                                  8
 *  56  end of the log                                    8
 *  64  number of queues                                  8
 *  72  sum of the queues' ends                           8
 *  80  end of the index                                  8
 *  88  name of the current index file                    8
 *  96  entries of the current index file                 8
 * 104  CRC-32 of all before                              8
 *      zeros to 4096
 * </pre>
 *
 * @param logTime store time of the last durable record
 * @param indexTime store time of the last record in a full index file, 0 without one
 * @param lastPosition where the last record starts, -1 without any
 * @param end everything below is durable, in the log and in the queues
 * @param queues number of queues with entries
 * @param entries sum of the queues' ends
 * @param indexPosition records below are indexed, durably
 * @param indexFile name of the current index file as a number, 0 without one
 * @param indexEntries its next entry number
 */
public record Checkpoint(
        long logTime,
        long indexTime,
        long lastPosition,
        long end,
        int queues,
        long entries,
        long indexPosition,
        long indexFile,
        int indexEntries) {

    /** The file. */
    public static final String PATH = "checkpoint";

    private static final int SIZE = 4096;
    private static final int CHECKED = 104;
    private static final long MAGIC = 0x6D71737072696E67L;

    /** The checkpoint of a directory, if it has one that can be believed. */
    public static Optional<Checkpoint> read(Disk disk) throws IOException {
        Optional<byte[]> content = disk.read(PATH);
        return content.isEmpty() ? Optional.empty() : decode(ByteBuffer.wrap(content.get()));
    }

    /** Replaces the checkpoint of a directory. */
    public void write(Disk disk) throws IOException {
        disk.replace(PATH, encode(), false);
    }

    private byte[] encode() {
        ByteBuffer bytes = ByteBuffer.allocate(SIZE);
        long last = Math.max(0, lastPosition);
        bytes.putLong(logTime)
                .putLong(logTime)
                .putLong(indexTime)
                .putLong(0)
                .putLong(last)
                .putLong(last);
        bytes.putLong(MAGIC).putLong(end).putLong(queues).putLong(entries);
        bytes.putLong(indexPosition).putLong(indexFile).putLong(indexEntries);
        bytes.putLong(CHECKED, crc(bytes));
        return bytes.array();
    }

    private static Optional<Checkpoint> decode(ByteBuffer bytes) {
        if (bytes.capacity() != SIZE || bytes.getLong(48) != MAGIC || bytes.getLong(CHECKED) != crc(bytes)) {
            return Optional.empty();
        }
        long entries = bytes.getLong(72);
        return Optional.of(new Checkpoint(
                bytes.getLong(0),
                bytes.getLong(16),
                entries == 0 && bytes.getLong(56) == 0 ? -1 : bytes.getLong(40),
                bytes.getLong(56),
                (int) bytes.getLong(64),
                entries,
                bytes.getLong(80),
                bytes.getLong(88),
                (int) bytes.getLong(96)));
    }

    private static long crc(ByteBuffer bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes.array(), 0, CHECKED);
        return crc.getValue();
    }
}
