package io.mqspring.broker.delay;

import io.mqspring.message.RecordBatch;
import io.mqspring.message.RecordFormat;
import java.nio.ByteBuffer;

/** Walks the records of a batch. Stateless. */
final class ParkedRecords {

    private ParkedRecords() {}

    /** Sees records in order. */
    interface Visitor {

        /** Whether to go on. */
        boolean visit(ParkedRecord parked);
    }

    static void forEach(RecordBatch batch, Visitor visitor) {
        for (ByteBuffer slice : batch.slices()) {
            int at = slice.position();
            while (at < slice.limit()) {
                if (!visitor.visit(new ParkedRecord(slice, at))) {
                    return;
                }
                at += RecordFormat.totalSize(slice, at);
            }
        }
    }
}
