package io.mqspring.protocol.codec;

import java.nio.charset.StandardCharsets;

/** JSON's escapes, read from UTF-8. Stateless; safe on any bytes: what is no escape stands for itself. */
final class JsonText {

    private JsonText() {}

    /** The text between two quotes. */
    static String unescape(byte[] bytes, int from, int to) {
        byte[] out = new byte[to - from];
        int size = 0;
        int i = from;
        while (i < to) {
            int run = i;
            while (i < to && bytes[i] != '\\') {
                i++;
            }
            System.arraycopy(bytes, run, out, size, i - run);
            size += i - run;
            if (i + 1 >= to) {
                // The end, or a lone backslash before it, which is dropped.
                break;
            }
            byte kind = bytes[i + 1];
            i += 2;
            if (kind != 'u') {
                out[size++] = simple(kind);
                continue;
            }
            int unit = hex(bytes, i, to);
            i = Math.min(to, i + 4);
            if (Character.isHighSurrogate((char) unit) && i + 6 <= to && bytes[i] == '\\' && bytes[i + 1] == 'u') {
                int low = hex(bytes, i + 2, to);
                if (Character.isLowSurrogate((char) low)) {
                    unit = Character.toCodePoint((char) unit, (char) low);
                    i += 6;
                }
            }
            size = utf8(unit, out, size);
        }
        return new String(out, 0, size, StandardCharsets.UTF_8);
    }

    /** Writes a code point, which takes no more bytes than its escape did. */
    private static int utf8(int point, byte[] out, int at) {
        int size = at;
        if (point < 0x80) {
            out[size++] = (byte) point;
        } else if (point < 0x800) {
            out[size++] = (byte) (0xC0 | point >> 6);
            out[size++] = (byte) (0x80 | point & 0x3F);
        } else if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
            out[size++] = '?';
        } else if (point < 0x10000) {
            out[size++] = (byte) (0xE0 | point >> 12);
            out[size++] = (byte) (0x80 | point >> 6 & 0x3F);
            out[size++] = (byte) (0x80 | point & 0x3F);
        } else {
            out[size++] = (byte) (0xF0 | point >> 18);
            out[size++] = (byte) (0x80 | point >> 12 & 0x3F);
            out[size++] = (byte) (0x80 | point >> 6 & 0x3F);
            out[size++] = (byte) (0x80 | point & 0x3F);
        }
        return size;
    }

    private static byte simple(byte kind) {
        return switch (kind) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            default -> kind;
        };
    }

    private static int hex(byte[] bytes, int from, int to) {
        int value = 0;
        for (int i = from; i < Math.min(to, from + 4); i++) {
            int b = bytes[i];
            // Digits count from 0x30, letters from 0x41 or 0x61; what is neither gives some value, harmlessly.
            value = value << 4 | (b & 0xF) + (b >= 'A' ? 9 : 0) & 0xF;
        }
        return value;
    }
}
