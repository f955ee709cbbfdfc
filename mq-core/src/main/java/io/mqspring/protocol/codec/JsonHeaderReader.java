package io.mqspring.protocol.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads a JSON header in one pass without a tree. Tolerant, as peers of other languages need it: unknown keys, missing
 * parts, unquoted names, raw control characters and field values that are no strings are all right. Confined to the
 * connection's loop.
 *
 * <pre>
 * {"code":310,"extFields":{"a":"group","b":"topic"},"flag":0,"language":"JAVA","opaque":5,"version":513}
 * </pre>
 */
final class JsonHeaderReader {

    private static final int MAX_DEPTH = 32;

    private final HeaderFields fields;
    private byte[] bytes = new byte[0];
    private int end;
    private int at;
    private int nameStart;
    private int nameEnd;
    private int textStart;
    private int textEnd;
    private boolean textEscaped;

    JsonHeaderReader(HeaderFields fields) {
        this.fields = fields;
    }

    Frame read(byte[] header, int length, ByteBuffer body) {
        bytes = header;
        end = length;
        at = 0;
        fields.reset(header);
        boolean hasCode = false;
        int code = 0;
        int version = 0;
        int opaque = 0;
        int flag = 0;
        String language = "OTHER";
        String remark = null;
        expect('{');
        while (!closes('}')) {
            name();
            if (nameIs("code")) {
                code = integer();
                hasCode = true;
            } else if (nameIs("extFields")) {
                fields();
            } else if (nameIs("flag")) {
                flag = integer();
            } else if (nameIs("language")) {
                language = language();
            } else if (nameIs("opaque")) {
                opaque = integer();
            } else if (nameIs("version")) {
                version = integer();
            } else if (nameIs("remark")) {
                remark = scalar() ? text() : null;
            } else {
                skip(0);
            }
        }
        if (!hasCode) {
            throw new MalformedFrameException("the header has no code");
        }
        return new Frame(SerializeType.JSON, code, language, version, opaque, flag, remark, fields, body);
    }

    private void fields() {
        if (peek() != '{') {
            skip(0);
            return;
        }
        at++;
        while (!closes('}')) {
            name();
            int name = nameStart;
            int afterName = nameEnd;
            if (scalar()) {
                fields.add(name, afterName, textStart, textEnd, textEscaped);
            }
        }
    }

    private String language() {
        if (!scalar()) {
            return "OTHER";
        }
        // Nearly everyone; and a constant costs no allocation.
        return spanIs(textStart, textEnd, "JAVA") ? "JAVA" : text();
    }

    private int integer() {
        if (!scalar()) {
            return 0;
        }
        int i = textStart;
        boolean negative = i < textEnd && bytes[i] == '-';
        if (negative) {
            i++;
        }
        if (i == textEnd || textEnd - i > 10) {
            throw malformed("a number");
        }
        long value = 0;
        for (; i < textEnd; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                throw malformed("a number");
            }
            value = value * 10 + digit;
        }
        return (int) (negative ? -value : value);
    }

    /** Reads a name up to and with its colon. */
    private void name() {
        if (peek() == '"') {
            quoted();
            nameStart = textStart;
            nameEnd = textEnd;
        } else {
            nameStart = at;
            while (at < end && bytes[at] != ':' && bytes[at] > ' ' && bytes[at] != '}') {
                at++;
            }
            nameEnd = at;
        }
        expect(':');
    }

    /** Reads a value; false when it is null or not a scalar. */
    private boolean scalar() {
        byte first = peek();
        if (first == '"') {
            quoted();
            return true;
        }
        if (first == '{' || first == '[') {
            skip(0);
            return false;
        }
        textStart = at;
        textEscaped = false;
        while (at < end && bytes[at] != ',' && bytes[at] != '}' && bytes[at] != ']' && bytes[at] > ' ') {
            at++;
        }
        textEnd = at;
        if (textStart == textEnd) {
            throw malformed("a value");
        }
        return !spanIs(textStart, textEnd, "null");
    }

    private void quoted() {
        byte[] in = bytes;
        int limit = end;
        int i = at + 1;
        boolean escaped = false;
        textStart = i;
        while (i < limit && in[i] != '"') {
            if (in[i] == '\\') {
                escaped = true;
                i++;
            }
            i++;
        }
        if (i >= limit) {
            throw malformed("the end of a string");
        }
        textEscaped = escaped;
        textEnd = i;
        at = i + 1;
    }

    /** Passes over a value of any kind. */
    private void skip(int depth) {
        byte first = peek();
        if (first != '{' && first != '[') {
            scalar();
            return;
        }
        if (depth == MAX_DEPTH) {
            throw new MalformedFrameException("the header is nested too deeply");
        }
        at++;
        byte closing = first == '{' ? (byte) '}' : (byte) ']';
        while (!closes(closing)) {
            if (first == '{') {
                name();
            }
            skip(depth + 1);
        }
    }

    /** Passes the closing character if it is next, else any comma. */
    private boolean closes(int closing) {
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
        while (at < end) {
            byte b = bytes[at];
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return b;
            }
            at++;
        }
        throw malformed("more");
    }

    private void expect(int character) {
        if (peek() != character) {
            throw malformed("'" + (char) character + "'");
        }
        at++;
    }

    private boolean nameIs(String name) {
        return spanIs(nameStart, nameEnd, name);
    }

    private boolean spanIs(int from, int to, String text) {
        int length = text.length();
        if (to - from != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (bytes[from + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private String text() {
        return textEscaped
                ? JsonText.unescape(bytes, textStart, textEnd)
                : new String(bytes, textStart, textEnd - textStart, StandardCharsets.UTF_8);
    }

    private MalformedFrameException malformed(String expected) {
        return new MalformedFrameException("expected " + expected + " at byte " + at + " of the header");
    }
}
