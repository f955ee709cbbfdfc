package io.mqspring.transport.netty;

import io.mqspring.runtime.TimeSource;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * Warnings of which strangers decide how often they come: one in ten seconds is written, with the number of those that were
 * not. Thread safe.
 */
final class ThrottledWarning {

    private static final long PAUSE = TimeUnit.SECONDS.toNanos(10);

    private final Logger log;
    private final TimeSource time;
    private boolean written;
    private long writtenAt;
    private long withheld;

    ThrottledWarning(Logger log, TimeSource time) {
        this.log = log;
        this.time = time;
    }

    /** Says what was wrong with which peer, perhaps. */
    void warn(String peer, String what) {
        long before;
        synchronized (this) {
            long now = time.nanoTime();
            if (written && now - writtenAt < PAUSE) {
                withheld++;
                return;
            }
            written = true;
            writtenAt = now;
            before = withheld;
            withheld = 0;
        }
        if (before > 0) {
            log.warn("{}: {} (and {} like this before)", peer, what, before);
        } else {
            log.warn("{}: {}", peer, what);
        }
    }
}
