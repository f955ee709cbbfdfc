package io.mqspring.runtime;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the JVM from ending while something is to be done: one idle thread that is no daemon, where all other threads of
 * the runtime are. Thread safe.
 */
public final class KeepAlive {

    private final String name;
    private @Nullable CountDownLatch end;

    /**
     * @param name of the thread
     */
    public KeepAlive(String name) {
        this.name = name;
    }

    /** Begins; does nothing when it has begun. */
    public synchronized void start() {
        if (end != null) {
            return;
        }
        CountDownLatch latch = new CountDownLatch(1);
        end = latch;
        Thread thread = new Thread(() -> awaitEnd(latch), name);
        thread.setDaemon(false);
        thread.start();
    }

    /** Lets the thread go. */
    public synchronized void stop() {
        if (end != null) {
            end.countDown();
            end = null;
        }
    }

    private static void awaitEnd(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
