package io.mqspring.store.log;

import io.mqspring.message.RecordFormat;
import java.nio.ByteBuffer;

/** Tells whole records from torn, stale and damaged ones. Stateless. */
public final class RecordCheck {

    /** What a disk writes as a whole. */
    private static final int SECTOR = 512;

    private RecordCheck() {}

    /**
     * Whether a well-formed record stands here that was written for this very place.
     *
     * @param position of the record in the log
     * @param limit end of the bytes to look at, in the buffer
     */
    public static boolean isRecord(ByteBuffer buffer, int at, int limit, long position) {
        return limit - at >= RecordFormat.MIN_SIZE
                && RecordFormat.physicalOffset(buffer, at) == position
                && RecordFormat.isWellFormed(buffer, at, limit);
    }

    /**
     * Whether all of such a record is what was written: its checksums are right. Without a seal the topic and the properties
     * have none; then at least no sector of them may be missing.
     */
    public static boolean isIntact(ByteBuffer buffer, int at) {
        if (RecordFormat.isSealed(buffer, at)) {
            return RecordFormat.isSealIntact(buffer, at) && RecordFormat.isBodyIntact(buffer, at);
        }
        int end = endOfText(buffer, at);
        return buffer.get(end - 1) != 0
                && RecordFormat.isBodyIntact(buffer, at)
                && !hasLostSector(buffer, RecordFormat.topicPosition(buffer, at), end);
    }

    /**
     * Topic and properties are text, so a sector of them that never reached the disk
     * shows as zeros, and so does what was cut off
     * its end.
     */
    private static boolean hasLostSector(ByteBuffer buffer, int from, int to) {
        int at = from;
        while (at < to) {
            int end = Math.min(to, (at / SECTOR + 1) * SECTOR);
            int zeros = at;
            while (zeros < end && buffer.get(zeros) == 0) {
                zeros++;
            }
            if (zeros == end) {
                return true;
            }
            at = end;
        }
        return false;
    }

    /** End of the properties, or of the topic without any: then the two length bytes are zeros by right. */
    private static int endOfText(ByteBuffer buffer, int at) {
        int end = at + RecordFormat.totalSize(buffer, at);
        return RecordFormat.propertiesLength(buffer, at) == 0 ? end - 2 : end;
    }
}
