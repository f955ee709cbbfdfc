package io.mqspring.broker.pop;

import io.mqspring.message.RecordBatch;
import io.mqspring.message.RecordFormat;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Gathers what one pop hands out, queue by queue. Confined to the pop. */
final class PoppedRecords {

    private static final int MOST_BYTES = 256 * 1024;

    final long popTime;
    final List<Popped.Watch> watch = new ArrayList<>();
    long rest;
    /** Whether a queue has messages that may not be handed out now. */
    boolean blocked;

    private final int most;
    private final List<RecordBatch> batches = new ArrayList<>();
    private final List<ByteBuffer> slices = new ArrayList<>();
    private final StringBuilder starts = new StringBuilder();
    private final StringBuilder offsets = new StringBuilder();
    private final StringBuilder counts = new StringBuilder();
    private int count;
    private int bytes;

    PoppedRecords(int most, long popTime) {
        this.most = most;
        this.popTime = popTime;
    }

    int room() {
        return bytes >= MOST_BYTES ? 0 : most - count;
    }

    int roomBytes() {
        return MOST_BYTES - bytes;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Takes records over as they are. */
    void add(String kind, int queueId, RecordBatch batch, List<Long> at) {
        batches.add(batch);
        slices.addAll(batch.slices());
        bytes += batch.byteSize();
        note(kind, queueId, at);
    }

    private void note(String kind, int queueId, List<Long> at) {
        count += at.size();
        String head = kind + " " + queueId + " ";
        append(starts, head + at.get(0));
        StringBuilder all = new StringBuilder(head);
        for (int i = 0; i < at.size(); i++) {
            all.append(i == 0 ? "" : ",").append(at.get(i));
        }
        append(offsets, all);
    }

    /** Notes how often messages of an ordered queue were handed out before. */
    void count(String kind, int queueId, long offset, int times) {
        append(counts, kind + " qo" + queueId + "%" + offset + " " + times);
    }

    void closeAll() {
        batches.forEach(RecordBatch::close);
    }

    Popped toPopped(int reviveQueueId) {
        RecordBatch batch = count == 0 ? RecordBatch.empty() : RecordBatch.leased(slices, count, this::closeAll);
        return new Popped(
                popTime,
                batch,
                reviveQueueId,
                starts.toString(),
                offsets.toString(),
                counts.toString(),
                Math.max(0, rest),
                List.copyOf(watch));
    }

    /** Offsets of the records in a batch. */
    static List<Long> offsetsOf(RecordBatch batch) {
        List<Long> at = new ArrayList<>(batch.count());
        for (ByteBuffer slice : batch.slices()) {
            for (int i = slice.position(); i < slice.limit(); i += RecordFormat.totalSize(slice, i)) {
                at.add(RecordFormat.queueOffset(slice, i));
            }
        }
        return at;
    }

    private static void append(StringBuilder text, CharSequence entry) {
        text.append(text.isEmpty() ? "" : ";").append(entry);
    }
}
