package io.mqspring.protocol.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a header, as positions in its bytes: a value becomes a string or a number only when asked for. Confined
 * to the connection's loop and used again for each frame. Looking up in the order of the bytes is the quick way.
 */
final class HeaderFields {

    private static final int NAME = 0;
    private static final int NAME_END = 1;
    private static final int VALUE = 2;
    private static final int VALUE_END = 3;
    private static final int ESCAPED = 4;
    private static final int SPAN = 5;

    private byte[] bytes = new byte[0];
    private int[] spans = new int[24 * SPAN];
    private int count;
    private int cursor;

    void reset(byte[] header) {
        bytes = header;
        count = 0;
        cursor = 0;
    }

    /** Notes a field; an escaped value is in JSON's escapes. */
    void add(int name, int nameEnd, int value, int valueEnd, boolean escaped) {
        int at = count * SPAN;
        if (at == spans.length) {
            spans = Arrays.copyOf(spans, spans.length * 2);
        }
        spans[at + NAME] = name;
        spans[at + NAME_END] = nameEnd;
        spans[at + VALUE] = value;
        spans[at + VALUE_END] = valueEnd;
        spans[at + ESCAPED] = escaped ? 1 : 0;
        count++;
    }

    /** A field that must be there. */
    String string(String name) {
        String value = optional(name);
        if (value == null) {
            throw MalformedCommandException.missing(name);
        }
        return value;
    }

    /** A field that may be missing. */
    @Nullable
    String optional(String name) {
        int at = find(name);
        return at < 0 ? null : text(at);
    }

    /** A field that may be missing, with what it means then. */
    String string(String name, String otherwise) {
        int at = find(name);
        return at < 0 ? otherwise : text(at);
    }

    /** A number that must be there. */
    long longValue(String name) {
        int at = find(name);
        if (at < 0) {
            throw MalformedCommandException.missing(name);
        }
        return number(at, name);
    }

    /** A number that may be missing. */
    long longValue(String name, long otherwise) {
        int at = find(name);
        return at < 0 ? otherwise : number(at, name);
    }

    /** A number of 32 bits that must be there. */
    int intValue(String name) {
        return narrow(longValue(name), name);
    }

    /** A number of 32 bits that may be missing. */
    int intValue(String name, int otherwise) {
        return narrow(longValue(name, otherwise), name);
    }

    /** Whether a field says {@code true}, in any case; everything else is false. */
    boolean flag(String name, boolean otherwise) {
        int at = find(name);
        return at < 0 ? otherwise : Boolean.parseBoolean(text(at));
    }

    /** Walks all fields, in the order of the bytes. */
    void forEach(BiConsumer<String, String> field) {
        for (int at = 0; at < count * SPAN; at += SPAN) {
            int from = spans[at + NAME];
            field.accept(new String(bytes, from, spans[at + NAME_END] - from, StandardCharsets.UTF_8), text(at));
        }
    }

    private int find(String name) {
        for (int i = 0, field = cursor; i < count; i++, field++) {
            if (field >= count) {
                field = 0;
            }
            int at = field * SPAN;
            if (equals(spans[at + NAME], spans[at + NAME_END], name)) {
                cursor = field + 1;
                return at;
            }
        }
        return -1;
    }

    private boolean equals(int from, int to, String name) {
        int length = name.length();
        if (to - from != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (bytes[from + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private String text(int at) {
        int from = spans[at + VALUE];
        int to = spans[at + VALUE_END];
        return spans[at + ESCAPED] == 0
                ? new String(bytes, from, to - from, StandardCharsets.UTF_8)
                : JsonText.unescape(bytes, from, to);
    }

    private long number(int at, String name) {
        int from = spans[at + VALUE];
        int to = spans[at + VALUE_END];
        int i = from;
        boolean negative = i < to && bytes[i] == '-';
        if (negative) {
            i++;
        }
        // Eighteen digits fit for certain; longer ones take the careful way.
        if (i == to || to - i > 18) {
            return parse(at, name);
        }
        long value = 0;
        for (; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return parse(at, name);
            }
            value = value * 10 + digit;
        }
        return negative ? -value : value;
    }

    private long parse(int at, String name) {
        String text = text(at);
        try {
            return Long.parseLong(text.trim());
        } catch (NumberFormatException e) {
            throw MalformedCommandException.wrong(name, "an integer", text);
        }
    }

    private static int narrow(long value, String name) {
        if (value != (int) value) {
            throw MalformedCommandException.wrong(name, "an integer of 32 bits", value);
        }
        return (int) value;
    }
}
