package io.mqspring.store.log;

import io.mqspring.message.HostAddress;
import io.mqspring.message.RecordContent;
import io.mqspring.message.RecordFormat;
import io.mqspring.message.SysFlags;
import io.mqspring.store.disk.Disk;
import io.mqspring.store.disk.FileNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Covers a damaged stretch with a record that belongs to no queue (marked as rolled back), or to a segment's end with a
 * filler. Apache RocketMQ's broker takes the first damage for the end of the log: uncovered, it would cut what follows. The
 * damaged bytes are kept in {@code damaged/<position>}.
 */
final class DamagePlug {

    private static final String DIRECTORY = "damaged/";
    private static final String TOPIC = "RMQ_SYS_DAMAGED";

    private final Disk disk;
    private final CommitLog log;

    DamagePlug(Disk disk, CommitLog log) {
        this.disk = disk;
        this.log = log;
    }

    /** Covers the stretch; the caller makes it durable. */
    void cover(long from, long to) throws IOException {
        long at = from;
        while (at < to) {
            Segment segment = log.segmentAt(at);
            if (segment == null) {
                return;
            }
            long segmentEnd = segment.base() + segment.length();
            long end = Math.min(to, segmentEnd);
            int position = (int) (at - segment.base());
            keep(segment, position, (int) (end - at));
            segment.file().writeZeros(position, (int) (end - segment.base()));
            if (end == segmentEnd && end - at >= CommitLog.FILLER) {
                segment.buffer().putInt(position, (int) (end - at));
                segment.buffer().putInt(position + 4, RecordFormat.MAGIC_END_OF_SEGMENT);
            } else if (end - at >= RecordFormat.MIN_SIZE + TOPIC.length()) {
                RecordFormat.encode(content((int) (end - at)), segment.buffer(), position, 0, at, 0);
            }
            at = end;
        }
    }

    private void keep(Segment segment, int position, int length) throws IOException {
        byte[] bytes = new byte[length];
        segment.buffer().get(position, bytes);
        disk.replace(DIRECTORY + FileNames.of(segment.base() + position), bytes, false);
    }

    private static RecordContent content(int size) {
        byte[] topic = TOPIC.getBytes(StandardCharsets.UTF_8);
        int body = size - RecordFormat.size(0, topic.length, 0, false, false);
        ByteBuffer zeros = ByteBuffer.allocate(body);
        return new RecordContent(
                TOPIC,
                topic,
                0,
                0,
                SysFlags.TRANSACTION_ROLLBACK,
                0,
                HostAddress.LOCAL,
                HostAddress.LOCAL,
                0,
                0,
                zeros,
                RecordContent.crc(zeros),
                new byte[0],
                0);
    }
}
