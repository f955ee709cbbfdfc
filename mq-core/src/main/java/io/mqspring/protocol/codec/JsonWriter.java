package io.mqspring.protocol.codec;

import java.nio.ByteBuffer;

/**
 * Writes JSON text, and the one form of this protocol that is none: an object as a key. Commas are its business, balance
 * the caller's. Confined to its owner; used again after a reset.
 */
final class JsonWriter {

    private final ByteSink out = new ByteSink(256);
    private boolean first = true;

    void reset() {
        out.reset();
        first = true;
    }

    JsonWriter beginObject() {
        return open('{');
    }

    JsonWriter endObject() {
        return close('}');
    }

    JsonWriter beginArray() {
        return open('[');
    }

    JsonWriter endArray() {
        return close(']');
    }

    JsonWriter name(String name) {
        comma();
        out.quoted(name);
        return colon();
    }

    /** After an object that is to be the key of the value that follows. */
    JsonWriter colon() {
        out.put(':');
        first = true;
        return this;
    }

    JsonWriter value(String value) {
        comma();
        out.quoted(value);
        return this;
    }

    JsonWriter value(long value) {
        comma();
        out.decimal(value);
        return this;
    }

    JsonWriter value(boolean value) {
        comma();
        out.ascii(value ? "true" : "false");
        return this;
    }

    JsonWriter value(double value) {
        comma();
        out.ascii(Double.isFinite(value) ? Double.toString(value) : "0.0");
        return this;
    }

    JsonWriter field(String name, String value) {
        return name(name).value(value);
    }

    JsonWriter field(String name, long value) {
        return name(name).value(value);
    }

    JsonWriter field(String name, boolean value) {
        return name(name).value(value);
    }

    JsonWriter field(String name, double value) {
        return name(name).value(value);
    }

    JsonWriter strings(String name, Iterable<String> values) {
        name(name).beginArray();
        values.forEach(this::value);
        return endArray();
    }

    /** The text so far; valid until the next call. */
    ByteBuffer toBuffer() {
        return ByteBuffer.wrap(out.array(), 0, out.size());
    }

    private JsonWriter open(char bracket) {
        comma();
        out.put(bracket);
        first = true;
        return this;
    }

    private JsonWriter close(char bracket) {
        out.put(bracket);
        first = false;
        return this;
    }

    private void comma() {
        if (!first) {
            out.put(',');
        }
        first = false;
    }
}
