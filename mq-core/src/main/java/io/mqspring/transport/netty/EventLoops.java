package io.mqspring.transport.netty;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The event loops of one backend, {@code mq-io-<n>}, made when first asked for. Thread safe. */
final class EventLoops {

    private static final long CLOSE_SECONDS = 2;

    private final int count;
    private volatile @Nullable EventLoopGroup group;
    private boolean closed;

    EventLoops(int count) {
        this.count = count;
    }

    /** All loops, as Netty's bootstraps take them. */
    EventLoopGroup group() {
        EventLoopGroup current = group;
        return current != null ? current : create();
    }

    /** One loop, in turn. */
    EventLoop next() {
        return group().next();
    }

    /** Whether the caller is on one of the loops. */
    boolean isCurrent() {
        EventLoopGroup current = group;
        if (current == null) {
            return false;
        }
        for (EventExecutor loop : current) {
            if (loop.inEventLoop()) {
                return true;
            }
        }
        return false;
    }

    void close() {
        EventLoopGroup current;
        synchronized (this) {
            closed = true;
            current = group;
        }
        if (current != null) {
            var ended = current.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
            if (!isCurrent()) {
                ended.awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
            }
        }
    }

    private synchronized EventLoopGroup create() {
        if (closed) {
            throw new RejectedExecutionException("the event loops are closed");
        }
        EventLoopGroup current = group;
        if (current == null) {
            AtomicInteger numbers = new AtomicInteger();
            var threads = new DefaultThreadFactory("mq-io", true) {
                @Override
                protected Thread newThread(Runnable body, String name) {
                    return super.newThread(body, "mq-io-" + numbers.incrementAndGet());
                }
            };
            current = new MultiThreadIoEventLoopGroup(count, threads, NioIoHandler.newFactory());
            group = current;
        }
        return current;
    }
}
