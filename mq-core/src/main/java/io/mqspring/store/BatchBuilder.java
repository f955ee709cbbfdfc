package io.mqspring.store;

import io.mqspring.message.RecordBatch;
import io.mqspring.store.log.Segment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers records into slices of leased segments; neighbours share a slice. Confined to one read. */
final class BatchBuilder {

    private final List<ByteBuffer> slices = new ArrayList<>(4);
    private final List<Segment> leased = new ArrayList<>(2);
    private @Nullable Segment segment;
    private int start;
    private int end;
    private int count;
    private int bytes;

    /** Turns to a segment, leasing it if it is not leased yet; false if it is retired. */
    boolean enter(Segment next) {
        if (next == segment) {
            return true;
        }
        cut();
        if (!leased.contains(next)) {
            if (!next.lease()) {
                return false;
            }
            leased.add(next);
        }
        segment = next;
        return true;
    }

    /** Adds a record of the present segment. */
    void add(int at, int size) {
        if (at != end || start == end) {
            cut();
            start = at;
        }
        end = at + size;
        count++;
        bytes += size;
    }

    int count() {
        return count;
    }

    int bytes() {
        return bytes;
    }

    /** The batch; it owns the leases. */
    RecordBatch build() {
        cut();
        if (leased.isEmpty()) {
            return RecordBatch.empty();
        }
        List<Segment> held = List.copyOf(leased);
        return RecordBatch.leased(slices, count, () -> held.forEach(Segment::release));
    }

    private void cut() {
        Segment current = segment;
        if (current != null && end > start) {
            slices.add(current.buffer().slice(start, end - start));
        }
        start = 0;
        end = 0;
    }
}
