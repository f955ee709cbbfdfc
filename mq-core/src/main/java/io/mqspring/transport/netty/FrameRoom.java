package io.mqspring.transport.netty;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Room for frames that have begun and not ended, of all connections of a server together: thousands of peers that each send
 * nearly a frame must not fill the memory. Thread safe.
 */
final class FrameRoom {

    /** What each connection may hold without asking. */
    static final int FREE_BYTES = 64 * 1024;

    private final long limit;
    private final AtomicLong used = new AtomicLong();

    FrameRoom(long limit) {
        this.limit = limit;
    }

    /**
     * Notes that a connection now holds another number of bytes.
     *
     * @return false if that is too much: the connection must then give all back
     */
    boolean change(long before, long now) {
        long more = Math.max(0, now - FREE_BYTES) - Math.max(0, before - FREE_BYTES);
        return more == 0 || used.addAndGet(more) <= limit || more < 0;
    }
}
