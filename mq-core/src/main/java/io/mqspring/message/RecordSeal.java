package io.mqspring.message;

import java.nio.ByteBuffer;

/**
 * A checksum over all of a record that its body's CRC leaves out: topic, properties, offsets, times, flags. It stands in the
 * field that tells the half message of a committed transaction; in every other record that field has no meaning to brokers
 * and clients, and here it holds the mark below and 48 bits of checksum. A log position never has that mark, so a record
 * without a seal (a committed message, another broker's) is told from one whose seal is broken. Stateless.
 *
 * <pre>
 * 0x5EA1 (2)   checksum (6)
 * </pre>
 */
final class RecordSeal {

    private static final long MARK = 0x5EA1L << 48;
    private static final long MARK_BITS = 0xFFFFL << 48;
    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    private RecordSeal() {}

    /**
     * The seal of a record that is written but for it.
     *
     * @param field where the seal goes
     * @param body start of the body
     * @param bodyLength its bytes
     */
    static long of(ByteBuffer record, int at, int size, int field, int body, int bodyLength) {
        long hash = mix(0, record, at, field);
        hash = mix(hash, record, field + 8, body);
        hash = mix(hash, record, body + bodyLength, at + size);
        return MARK | ((hash ^ (hash >>> 48)) & ~MARK_BITS);
    }

    /** Whether a value is a seal at all. */
    static boolean isSeal(long value) {
        return (value & MARK_BITS) == MARK;
    }

    /** Each step can be undone, so that no single change is ever lost on the way. */
    private static long mix(long start, ByteBuffer record, int from, int to) {
        long hash = start;
        int at = from;
        for (; at + 8 <= to; at += 8) {
            hash = step(hash, record.getLong(at));
        }
        long rest = to - at;
        for (; at < to; at++) {
            rest = rest << 8 | record.get(at) & 0xFF;
        }
        return step(hash, rest);
    }

    private static long step(long hash, long word) {
        long mixed = (hash ^ word) * FACTOR;
        return mixed ^ (mixed >>> 32);
    }
}
