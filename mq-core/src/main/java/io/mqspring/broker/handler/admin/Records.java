package io.mqspring.broker.handler.admin;

import io.mqspring.broker.handler.Refusal;
import io.mqspring.message.RecordBatch;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.store.MessageStore;
import java.nio.ByteBuffer;
import java.util.List;

/** Copies of records, for answers that hold no lease. Stateless. */
final class Records {

    /** Beyond it no record follows: an answer must fit a frame. */
    private static final int MOST_BYTES = 8 * 1024 * 1024;

    private Records() {}

    /**
     * The record at a position of the log.
     *
     * @throws io.mqspring.protocol.CommandFailedException if none starts there
     */
    static ByteBuffer at(MessageStore store, long physicalOffset) {
        try (RecordBatch batch = store.recordAt(physicalOffset)
                .orElseThrow(() -> Refusal.of(
                        ResponseCode.SYSTEM_ERROR, "can not find message by the offset, " + physicalOffset))) {
            return copy(batch);
        }
    }

    /** The records of a batch, as many as fit an answer; the first one always does. */
    static ByteBuffer copy(RecordBatch batch) {
        List<byte[]> records = batch.toViews("").stream()
                .map(io.mqspring.message.MessageView::encoded)
                .toList();
        int bytes = 0;
        int count = 0;
        while (count < records.size() && (count == 0 || bytes + records.get(count).length <= MOST_BYTES)) {
            bytes += records.get(count++).length;
        }
        ByteBuffer copy = ByteBuffer.allocate(bytes);
        records.subList(0, count).forEach(copy::put);
        return copy.flip();
    }
}
