package io.mqspring.message;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A run of encoded records, the content of a pull response. The bytes may lie in mapped memory that the batch leases: who
 * receives a batch closes it, once, when the bytes are written or copied. Until then the memory stays; after that the
 * slices must not be touched. Closing is thread safe and idempotent, reading is for one thread.
 */
public final class RecordBatch implements AutoCloseable {

    private static final Runnable NOTHING = () -> {};
    private static final RecordBatch EMPTY = new RecordBatch(List.of(), 0, NOTHING);

    private final List<ByteBuffer> slices;
    private final int count;
    private final AtomicReference<Runnable> release;

    private RecordBatch(List<ByteBuffer> slices, int count, Runnable release) {
        this.slices = slices;
        this.count = count;
        this.release = new AtomicReference<>(release);
    }

    /** No record. */
    public static RecordBatch empty() {
        return EMPTY;
    }

    /**
     * @param slices buffers whose remaining bytes are whole records; a slice may hold several
     * @param count records in all
     * @param release gives the lease back; run once
     */
    public static RecordBatch leased(List<ByteBuffer> slices, int count, Runnable release) {
        return new RecordBatch(List.copyOf(slices), count, release);
    }

    /**
     * Records in memory that nobody else uses.
     *
     * @param records the remaining bytes are whole records
     */
    public static RecordBatch ofHeap(ByteBuffer records) {
        int count = 0;
        int at = records.position();
        while (RecordFormat.isWellFormed(records, at, records.limit())) {
            at += RecordFormat.totalSize(records, at);
            count++;
        }
        if (at != records.limit()) {
            throw new IllegalArgumentException("malformed record at byte " + (at - records.position()) + " of a batch");
        }
        return new RecordBatch(List.of(records), count, NOTHING);
    }

    /** The encoded bytes; do not move the buffers' positions. */
    public List<ByteBuffer> slices() {
        return slices;
    }

    /** Number of records. */
    public int count() {
        return count;
    }

    public boolean isEmpty() {
        return count == 0;
    }

    /** Bytes in all. */
    public int byteSize() {
        int size = 0;
        for (ByteBuffer slice : slices) {
            size += slice.remaining();
        }
        return size;
    }

    /**
     * Copies each record to the heap.
     *
     * @param brokerName the broker that the records came from
     */
    public List<MessageView> toViews(String brokerName) {
        List<MessageView> views = new ArrayList<>(count);
        for (ByteBuffer slice : slices) {
            int at = slice.position();
            while (at < slice.limit()) {
                int size = RecordFormat.totalSize(slice, at);
                byte[] copy = new byte[size];
                slice.get(at, copy);
                views.add(MessageView.of(copy, brokerName));
                at += size;
            }
        }
        return views;
    }

    @Override
    public void close() {
        release.getAndSet(NOTHING).run();
    }
}
