package io.mqspring.protocol.codec;

import org.jspecify.annotations.Nullable;

/** Writes a header: {@link #begin}, the fields, {@link #end}. Two forms exist. Confined to the connection's loop. */
interface HeaderWriter {

    void begin(int code, int flag, int opaque, @Nullable String remark);

    void field(String name, String value);

    void field(String name, long value);

    void field(String name, boolean value);

    void end();

    /** The whole header, once ended. */
    ByteSink bytes();
}
