package io.mqspring.protocol.codec;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of a body into {@link JsonObject}s. Takes what official peers write beyond JSON: objects as keys,
 * unquoted keys, raw control characters. Safe on any bytes. Confined to its caller.
 */
final class JsonBodyReader {

    private static final int MAX_DEPTH = 32;

    private final byte[] bytes;
    private int at;

    private JsonBodyReader(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * @param body a whole JSON object; its position is not moved
     * @throws MalformedCommandException when it is none
     */
    static JsonObject read(ByteBuffer body) {
        byte[] copy = new byte[body.remaining()];
        body.get(body.position(), copy);
        return read(copy);
    }

    static JsonObject read(byte[] body) {
        JsonBodyReader reader = new JsonBodyReader(body);
        if (reader.peek() != '{') {
            throw reader.malformed("an object");
        }
        return reader.object(0);
    }

    private JsonObject object(int depth) {
        checkDepth(depth);
        at++;
        JsonObject object = new JsonObject();
        while (!closes('}')) {
            Object key = key(depth);
            if (peek() != ':') {
                throw malformed("':'");
            }
            at++;
            object.put(key, value(depth + 1));
        }
        return object;
    }

    private List<Object> array(int depth) {
        checkDepth(depth);
        at++;
        List<Object> elements = new ArrayList<>();
        while (!closes(']')) {
            Object element = value(depth + 1);
            if (element != null) {
                elements.add(element);
            }
        }
        return elements;
    }

    private Object key(int depth) {
        byte first = peek();
        if (first == '{') {
            return object(depth + 1);
        }
        return first == '"' ? quoted() : bare();
    }

    private @Nullable Object value(int depth) {
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> quoted();
            default -> scalar(bare());
        };
    }

    private @Nullable Object scalar(String token) {
        switch (token) {
            case "null", "NaN", "Infinity", "-Infinity":
                return null;
            case "true":
                return Boolean.TRUE;
            case "false":
                return Boolean.FALSE;
            default:
                break;
        }
        try {
            return Long.valueOf(token);
        } catch (NumberFormatException notAnInteger) {
            try {
                return Double.valueOf(token);
            } catch (NumberFormatException e) {
                throw malformed("a value instead of '" + token + "'");
            }
        }
    }

    private String quoted() {
        int start = at + 1;
        int i = start;
        while (i < bytes.length && bytes[i] != '"') {
            i += bytes[i] == '\\' ? 2 : 1;
        }
        if (i >= bytes.length) {
            throw malformed("the end of a string");
        }
        at = i + 1;
        return JsonText.unescape(bytes, start, i);
    }

    private String bare() {
        int start = at;
        while (at < bytes.length && bytes[at] > ' ' && ",:{}[]\"".indexOf(bytes[at]) < 0) {
            at++;
        }
        if (at == start) {
            throw malformed("a value");
        }
        return JsonText.unescape(bytes, start, at);
    }

    /** Passes the closing character if it is next, else any comma. */
    private boolean closes(char closing) {
        byte next = peek();
        if (next == ',') {
            at++;
            next = peek();
        }
        if (next == closing) {
            at++;
            return true;
        }
        return false;
    }

    private byte peek() {
        while (at < bytes.length) {
            byte b = bytes[at];
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return b;
            }
            at++;
        }
        throw malformed("more");
    }

    private void checkDepth(int depth) {
        if (depth > MAX_DEPTH) {
            throw new MalformedCommandException("the body is nested too deeply");
        }
    }

    private MalformedCommandException malformed(String expected) {
        return new MalformedCommandException("the body is not JSON: expected " + expected + " at byte " + at);
    }
}
