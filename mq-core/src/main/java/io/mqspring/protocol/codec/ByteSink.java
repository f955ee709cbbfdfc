package io.mqspring.protocol.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing run of bytes with what headers and JSON need. Confined to its owner; used again after a reset. */
final class ByteSink {

    private static final int KEPT_BYTES = 64 * 1024;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes;
    private int size;

    ByteSink(int capacity) {
        this.bytes = new byte[capacity];
    }

    void reset() {
        size = 0;
        if (bytes.length > KEPT_BYTES) {
            bytes = new byte[KEPT_BYTES];
        }
    }

    int size() {
        return size;
    }

    /** The bytes; valid up to {@link #size()} and until the next call. */
    byte[] array() {
        return bytes;
    }

    void put(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
    }

    void putShort(int value) {
        put(value >> 8);
        put(value);
    }

    void putInt(int value) {
        ensure(4);
        setInt(size, value);
        size += 4;
    }

    /** Overwrites four bytes written before. */
    void setInt(int at, int value) {
        bytes[at] = (byte) (value >> 24);
        bytes[at + 1] = (byte) (value >> 16);
        bytes[at + 2] = (byte) (value >> 8);
        bytes[at + 3] = (byte) value;
    }

    /** Text that is known to be ASCII without anything to escape. */
    void ascii(String text) {
        int length = text.length();
        ensure(length);
        byte[] out = bytes;
        int at = size;
        for (int i = 0; i < length; i++) {
            out[at + i] = (byte) text.charAt(i);
        }
        size = at + length;
    }

    /** Decimal digits. */
    void decimal(long value) {
        if (value == Long.MIN_VALUE) {
            ascii(Long.toString(value));
            return;
        }
        ensure(20);
        long rest = value;
        if (rest < 0) {
            bytes[size++] = '-';
            rest = -rest;
        }
        int digits = 1;
        for (long limit = 10; digits < 19 && rest >= limit; limit *= 10) {
            digits++;
        }
        for (int at = size + digits - 1; at >= size; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += digits;
    }

    void utf8(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        ensure(encoded.length);
        System.arraycopy(encoded, 0, bytes, size, encoded.length);
        size += encoded.length;
    }

    /** A JSON string with its quotes; control characters become escapes. */
    void quoted(String text) {
        int length = text.length();
        // A character takes at most the six bytes of an escape.
        ensure(6 * length + 2);
        byte[] out = bytes;
        int at = size;
        out[at++] = '"';
        int i = 0;
        for (; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                break;
            }
            at = asciiChar(c, out, at);
        }
        size = at;
        if (i < length) {
            quotedRest(text, i);
        }
        bytes[size++] = '"';
    }

    private void quotedRest(String text, int from) {
        byte[] out = bytes;
        int at = size;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                at = asciiChar(c, out, at);
            } else if (c < 0x800) {
                out[at++] = (byte) (0xC0 | c >> 6);
                out[at++] = (byte) (0x80 | c & 0x3F);
            } else if (Character.isSurrogate(c)) {
                int point = i + 1 < text.length() ? text.codePointAt(i) : '?';
                if (Character.isSupplementaryCodePoint(point)) {
                    i++;
                    out[at++] = (byte) (0xF0 | point >> 18);
                    out[at++] = (byte) (0x80 | point >> 12 & 0x3F);
                    out[at++] = (byte) (0x80 | point >> 6 & 0x3F);
                    out[at++] = (byte) (0x80 | point & 0x3F);
                } else {
                    out[at++] = '?';
                }
            } else {
                out[at++] = (byte) (0xE0 | c >> 12);
                out[at++] = (byte) (0x80 | c >> 6 & 0x3F);
                out[at++] = (byte) (0x80 | c & 0x3F);
            }
        }
        size = at;
    }

    private static int asciiChar(char c, byte[] out, int start) {
        int at = start;
        if (c >= ' ') {
            if (c == '"' || c == '\\') {
                out[at++] = '\\';
            }
            out[at++] = (byte) c;
            return at;
        }
        out[at++] = '\\';
        out[at++] = 'u';
        out[at++] = '0';
        out[at++] = '0';
        out[at++] = HEX[c >> 4];
        out[at++] = HEX[c & 0xF];
        return at;
    }

    private void ensure(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
        }
    }
}
