package io.mqspring.store;

import java.nio.ByteBuffer;

/** Sees records in log order; the buffer is valid only during the call. */
@FunctionalInterface
public interface RecordVisitor {

    /**
     * @param buffer holds the record; read with {@link io.mqspring.message.RecordFormat}
     * @param at where it starts
     * @return whether to go on
     */
    boolean visit(ByteBuffer buffer, int at);
}
