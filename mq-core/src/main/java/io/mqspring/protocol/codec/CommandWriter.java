package io.mqspring.protocol.codec;

import io.mqspring.message.RecordBatch;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where a codec puts a command: fields of the header, then at most one body. Confined to the connection's loop. */
final class CommandWriter {

    private static final ByteBuffer NO_BODY = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final JsonWriter json = new JsonWriter();
    private HeaderWriter header = new JsonHeaderWriter();
    private ByteBuffer body = NO_BODY;
    private RecordBatch batch = RecordBatch.empty();

    void reset(HeaderWriter form) {
        header = form;
        body = NO_BODY;
        batch = RecordBatch.empty();
    }

    void field(String name, String value) {
        header.field(name, value);
    }

    void field(String name, long value) {
        header.field(name, value);
    }

    void field(String name, boolean value) {
        header.field(name, value);
    }

    /** A field that is left out when null. */
    void optional(String name, @Nullable String value) {
        if (value != null) {
            header.field(name, value);
        }
    }

    /** A body of bytes that stay as they are until the frame is written. */
    void body(ByteBuffer bytes) {
        body = bytes;
    }

    /** A body of encoded records. */
    void body(RecordBatch records) {
        batch = records;
    }

    /** A body of JSON text. */
    void json(Consumer<JsonWriter> content) {
        json.reset();
        content.accept(json);
        body = json.toBuffer();
    }

    ByteBuffer body() {
        return body;
    }

    RecordBatch batch() {
        return batch;
    }
}
