package io.mqspring.store.config;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * The checksum in a configuration file: its last member, over all bytes before it. Apache RocketMQ's broker passes over the
 * member and drops it when it writes the file, so a file without one is not verified. Stateless.
 *
 * <pre>
 * {
 *   ...
 *   "checksum" : "crc32:0123abcd"
 * }
 * </pre>
 */
final class ConfigChecksum {

    private static final byte[] BEFORE = bytes(",\n  \"checksum\" : \"crc32:");
    private static final byte[] BEHIND = bytes("\"\n}");
    private static final int DIGITS = 8;

    private ConfigChecksum() {}

    /** Adds the checksum to a JSON object; one without members stays as it is. */
    static byte[] seal(byte[] document) {
        int end = document.length - 1;
        while (end > 0 && document[end] <= ' ') {
            end--;
        }
        if (end < 1 || document[end] != '}') {
            return document;
        }
        end--;
        while (end > 0 && document[end] <= ' ') {
            end--;
        }
        if (document[end] == '{') {
            return document;
        }
        ByteArrayOutputStream sealed = new ByteArrayOutputStream(document.length + 64);
        sealed.write(document, 0, end + 1);
        sealed.writeBytes(BEFORE);
        sealed.writeBytes(digits(document, end + 1));
        sealed.writeBytes(BEHIND);
        return sealed.toByteArray();
    }

    /** What a file tells of itself. */
    enum Finding {
        /** It is as it was written. */
        WHOLE,
        /** It has no checksum. */
        UNSEALED,
        /** It is not as it was written. */
        ALTERED
    }

    static Finding check(byte[] file) {
        int length = file.length;
        while (length > 0 && file[length - 1] >= 0 && file[length - 1] <= ' ') {
            length--;
        }
        int digits = length - BEHIND.length - DIGITS;
        int begin = digits - BEFORE.length;
        if (begin < 0
                || !Arrays.equals(file, begin, digits, BEFORE, 0, BEFORE.length)
                || !Arrays.equals(file, digits + DIGITS, length, BEHIND, 0, BEHIND.length)) {
            return Finding.UNSEALED;
        }
        byte[] expected = digits(file, begin);
        return Arrays.equals(file, digits, digits + DIGITS, expected, 0, DIGITS) ? Finding.WHOLE : Finding.ALTERED;
    }

    private static byte[] digits(byte[] content, int length) {
        CRC32 crc = new CRC32();
        crc.update(content, 0, length);
        return bytes(String.format("%08x", crc.getValue()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
