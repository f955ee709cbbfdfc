package io.mqspring.message;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a message as they travel and are stored: {@code name U+0001 value U+0002} repeated, in UTF-8. The last
 * separator may be missing. Entries with an empty name or value do not exist. Stateless.
 */
public final class MessageProperties {

    /** Between name and value. */
    public static final char NAME_SEPARATOR = 1;
    /** After each value. */
    public static final char VALUE_SEPARATOR = 2;
    /** All properties of a message together, in bytes: the length field is 16 bits, signed. */
    public static final int MAX_BYTES = Short.MAX_VALUE;

    private MessageProperties() {}

    /** Encodes in the map's order, with a trailing separator. */
    public static String encode(Map<String, String> properties) {
        StringBuilder text = new StringBuilder(properties.size() * 24);
        properties.forEach((name, value) -> append(text, name, value));
        return text.toString();
    }

    /** Appends one property; an empty value is left out. */
    public static void append(StringBuilder text, String name, String value) {
        if (!value.isEmpty()) {
            text.append(name).append(NAME_SEPARATOR).append(value).append(VALUE_SEPARATOR);
        }
    }

    /** Decodes into a new mutable map, in stored order; of a repeated name the last value wins. */
    public static Map<String, String> decode(String text) {
        Map<String, String> properties = new LinkedHashMap<>();
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf(VALUE_SEPARATOR, start);
            if (end < 0) {
                end = text.length();
            }
            int middle = text.indexOf(NAME_SEPARATOR, start);
            if (middle > start && middle < end - 1) {
                properties.put(text.substring(start, middle), text.substring(middle + 1, end));
            }
            start = end + 1;
        }
        return properties;
    }

    /** Decodes from UTF-8. */
    public static Map<String, String> decode(byte[] bytes, int offset, int length) {
        return decode(new String(bytes, offset, length, StandardCharsets.UTF_8));
    }

    /** Finds one property in the text form without decoding the others; of a repeated name the first is found. */
    public static @Nullable String find(String text, String name) {
        int at = text.indexOf(name);
        while (at >= 0) {
            boolean begins = at == 0 || text.charAt(at - 1) == VALUE_SEPARATOR;
            int middle = at + name.length();
            if (begins && middle < text.length() && text.charAt(middle) == NAME_SEPARATOR) {
                int end = text.indexOf(VALUE_SEPARATOR, middle + 1);
                return text.substring(middle + 1, end < 0 ? text.length() : end);
            }
            at = text.indexOf(name, at + 1);
        }
        return null;
    }

    /**
     * Refuses what cannot be encoded.
     *
     * @throws IllegalArgumentException naming the property
     */
    public static void check(String name, String value) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a property needs a name");
        }
        if (hasSeparator(name) || hasSeparator(value)) {
            throw new IllegalArgumentException(
                    "property '" + name + "' contains U+0001 or U+0002, which separate properties");
        }
    }

    private static boolean hasSeparator(String text) {
        return text.indexOf(NAME_SEPARATOR) >= 0 || text.indexOf(VALUE_SEPARATOR) >= 0;
    }
}
