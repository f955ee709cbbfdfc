package io.mqspring.protocol.codec;

import io.mqspring.message.RecordBatch;
import java.nio.ByteBuffer;

/** A body of encoded records, copied to the heap. Stateless. */
final class RecordsBody {

    private RecordsBody() {}

    /**
     * @throws MalformedCommandException if they are not well-formed
     */
    static RecordBatch read(ByteBuffer body) {
        byte[] copy = new byte[body.remaining()];
        body.get(body.position(), copy);
        try {
            return RecordBatch.ofHeap(ByteBuffer.wrap(copy));
        } catch (IllegalArgumentException e) {
            throw new MalformedCommandException(String.valueOf(e.getMessage()));
        }
    }
}
