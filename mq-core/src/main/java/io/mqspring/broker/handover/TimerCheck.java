package io.mqspring.broker.handover;

import io.mqspring.store.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * {@code config/timercheck}: how far an official broker has come with timers. Its first 56 bytes are Apache RocketMQ's; ours
 * carry a seal behind them, a checksum over those bytes, which an official broker breaks with the first change that it
 * makes: so this tells who had the directory last.
 *
 * <pre>
 *   0  timers before this time were delivered      8
 *   8  (timer log)                                 8
 *  16  next offset of the timer queue to take up   8
 *  24  the same on a master                        8
 *  32  (data version)                             24
 *  56  magic "mqspring"                            8
 *  64  CRC-32 of the bytes before 56               8
 *      zeros to 4096
 * </pre>
 *
 * @param deliveredUntil timers that were taken up and are due before this were delivered; wall clock, milliseconds
 * @param queueOffset timers below this offset of the timer queue were taken up
 * @param ours whether this broker wrote it, and nobody has changed it since
 */
record TimerCheck(long deliveredUntil, long queueOffset, boolean ours) {

    static final String PATH = "config/timercheck";

    private static final int SIZE = 4096;
    private static final int OFFICIAL = 56;
    private static final long MAGIC = 0x6D71737072696E67L;

    static Optional<TimerCheck> read(Disk disk) throws IOException {
        Optional<byte[]> content = disk.read(PATH);
        if (content.isEmpty() || content.get().length < OFFICIAL) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.wrap(content.get());
        boolean ours = bytes.capacity() == SIZE
                && bytes.getLong(OFFICIAL) == MAGIC
                && bytes.getLong(OFFICIAL + Long.BYTES) == crc(bytes);
        // An official broker starts at the lower one of the two.
        long offset = Math.min(bytes.getLong(16), bytes.getLong(24));
        return Optional.of(new TimerCheck(bytes.getLong(0), Math.max(0, offset), ours));
    }

    /**
     * Says that nothing is taken up from an offset on: an official broker puts these into its wheel when it starts.
     */
    static void write(Disk disk, long queueOffset) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(SIZE);
        bytes.putLong(16, queueOffset).putLong(24, queueOffset);
        bytes.putLong(OFFICIAL, MAGIC).putLong(OFFICIAL + Long.BYTES, crc(bytes));
        disk.replace(PATH, bytes.array(), false);
    }

    private static long crc(ByteBuffer bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes.array(), 0, OFFICIAL);
        return crc.getValue();
    }
}
