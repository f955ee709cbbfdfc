package io.mqspring.protocol.codec;

import io.mqspring.protocol.ProtocolVersion;
import org.jspecify.annotations.Nullable;

/** Writes the binary form of {@link BinaryHeaderReader}. */
final class BinaryHeaderWriter implements HeaderWriter {

    private final ByteSink out = new ByteSink(1024);
    private int fieldsAt;

    @Override
    public void begin(int code, int flag, int opaque, @Nullable String remark) {
        if (code != (short) code) {
            throw new IllegalArgumentException("code " + code + " does not fit a binary header");
        }
        out.reset();
        out.putShort(code);
        out.put(LanguageCodes.JAVA);
        out.putShort(ProtocolVersion.CURRENT);
        out.putInt(opaque);
        out.putInt(flag);
        sized(remark == null ? "" : remark);
        fieldsAt = out.size();
        out.putInt(0);
    }

    @Override
    public void field(String name, String value) {
        out.putShort(name.length());
        out.ascii(name);
        sized(value);
    }

    @Override
    public void field(String name, long value) {
        field(name, Long.toString(value));
    }

    @Override
    public void field(String name, boolean value) {
        field(name, Boolean.toString(value));
    }

    @Override
    public void end() {
        out.setInt(fieldsAt, out.size() - fieldsAt - 4);
    }

    @Override
    public ByteSink bytes() {
        return out;
    }

    private void sized(String text) {
        int at = out.size();
        out.putInt(0);
        out.utf8(text);
        out.setInt(at, out.size() - at - 4);
    }
}
