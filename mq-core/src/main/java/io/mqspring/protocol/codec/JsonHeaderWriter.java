package io.mqspring.protocol.codec;

import io.mqspring.protocol.ProtocolVersion;
import org.jspecify.annotations.Nullable;

/** Writes the JSON form of {@link JsonHeaderReader}, keys in alphabetical order as official peers do. */
final class JsonHeaderWriter implements HeaderWriter {

    private static final String TAIL = ",\"version\":" + ProtocolVersion.CURRENT + "}";

    private final ByteSink out = new ByteSink(1024);
    private int flag;
    private int opaque;
    private @Nullable String remark;
    private boolean first;

    @Override
    public void begin(int code, int flag, int opaque, @Nullable String remark) {
        this.flag = flag;
        this.opaque = opaque;
        this.remark = remark;
        first = true;
        out.reset();
        out.ascii("{\"code\":");
        out.decimal(code);
        out.ascii(",\"extFields\":{");
    }

    @Override
    public void field(String name, String value) {
        name(name);
        out.quoted(value);
    }

    @Override
    public void field(String name, long value) {
        name(name);
        out.put('"');
        out.decimal(value);
        out.put('"');
    }

    @Override
    public void field(String name, boolean value) {
        name(name);
        out.ascii(value ? "\"true\"" : "\"false\"");
    }

    @Override
    public void end() {
        out.ascii("},\"flag\":");
        out.decimal(flag);
        out.ascii(",\"language\":\"JAVA\",\"opaque\":");
        out.decimal(opaque);
        String text = remark;
        if (text != null) {
            out.ascii(",\"remark\":");
            out.quoted(text);
        }
        out.ascii(TAIL);
    }

    @Override
    public ByteSink bytes() {
        return out;
    }

    private void name(String name) {
        out.ascii(first ? "\"" : ",\"");
        first = false;
        out.ascii(name);
        out.ascii("\":");
    }
}
