package io.mqspring.filter;

import io.mqspring.message.MessageProperties;
import io.mqspring.message.RecordFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The properties of an encoded record, looked up in its bytes: only the values asked for are decoded. Of a repeated name the
 * last value counts, as when all are decoded ({@link MessageProperties#decode}). Confined to one look at the record.
 */
final class RecordProperties implements PropertySource {

    private final ByteBuffer record;
    private final int from;
    private final int to;

    RecordProperties(ByteBuffer record, int at) {
        this.record = record;
        this.from = RecordFormat.propertiesPosition(record, at);
        this.to = from + RecordFormat.propertiesLength(record, at);
    }

    @Override
    public @Nullable String get(String name) {
        int valueAt = -1;
        int valueEnd = -1;
        int start = from;
        while (start < to) {
            int middle = -1;
            int end = start;
            byte b;
            while (end < to && (b = record.get(end)) != MessageProperties.VALUE_SEPARATOR) {
                if (middle < 0 && b == MessageProperties.NAME_SEPARATOR) {
                    middle = end;
                }
                end++;
            }
            if (middle - start == name.length() && end - middle > 1 && startsWith(name, start)) {
                valueAt = middle + 1;
                valueEnd = end;
            }
            start = end + 1;
        }
        return valueAt < 0 ? null : text(valueAt, valueEnd);
    }

    /** Names in expressions are of ASCII. */
    private boolean startsWith(String name, int start) {
        for (int i = 0; i < name.length(); i++) {
            if (record.get(start + i) != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private String text(int at, int end) {
        byte[] value = new byte[end - at];
        record.get(at, value);
        return new String(value, StandardCharsets.UTF_8);
    }
}
