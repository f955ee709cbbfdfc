package io.mqspring.transport.netty;

import io.mqspring.protocol.codec.FrameEncoder;

/** Something to be written to a connection. All methods run on the connection's loop, except {@link #fail}. */
interface Outbound {

    /** Called once, when the loop takes it over and before it is encoded. */
    default void accepted() {}

    /**
     * Starts the frame.
     *
     * @return false if it is not wanted any more
     * @throws RuntimeException when it cannot be encoded; {@link #fail} follows
     */
    boolean begin(FrameEncoder encoder);

    /** It will not be written. On any thread. */
    void fail(Throwable why);
}
