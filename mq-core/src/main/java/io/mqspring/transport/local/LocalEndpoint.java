package io.mqspring.transport.local;

import io.mqspring.runtime.DeadlineSweep;
import io.mqspring.runtime.ExecutionBackend;
import io.mqspring.transport.BrokerEndpoint;
import io.mqspring.transport.LocalConnection;
import io.mqspring.transport.RequestHandler;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import org.jspecify.annotations.Nullable;

/**
 * The broker's side of connections within one JVM: each is a {@link LocalLink} to the given handler. Closing it closes
 * them, and their pending exchanges fail. Thread safe.
 */
public final class LocalEndpoint implements BrokerEndpoint, AutoCloseable {

    private final RequestHandler handler;
    private final ExecutionBackend backend;
    private final Set<LocalLink> links = new CopyOnWriteArraySet<>();
    private volatile @Nullable DeadlineSweep sweep;
    private volatile boolean closed;

    /**
     * @param handler answers the clients' requests, in their threads
     * @param backend the broker's; an event loop of it is taken when the broker first asks a client something
     */
    public LocalEndpoint(RequestHandler handler, ExecutionBackend backend) {
        this.handler = handler;
        this.backend = backend;
    }

    /** Opens a connection; a closed one when the endpoint is closed. */
    @Override
    public LocalConnection connect(RequestHandler toClient) {
        LocalLink link = new LocalLink(this, toClient, handler);
        links.add(link);
        if (closed) {
            link.close();
        }
        return link;
    }

    @Override
    public ExecutionBackend backend() {
        return backend;
    }

    @Override
    public void close() {
        closed = true;
        links.forEach(LocalLink::close);
    }

    void forget(LocalLink link) {
        links.remove(link);
    }

    long deadline(Duration timeout) {
        return backend.time().nanoTime() + timeout.toNanos();
    }

    void expect(long deadline) {
        DeadlineSweep current = sweep;
        if (current == null) {
            current = startSweep();
        }
        current.expect(deadline);
    }

    private synchronized DeadlineSweep startSweep() {
        DeadlineSweep current = sweep;
        if (current == null) {
            current = new DeadlineSweep(backend.eventLoop("local connections"), backend.time(), this::expire);
            sweep = current;
        }
        return current;
    }

    private long expire(long now) {
        long next = DeadlineSweep.NONE;
        for (LocalLink link : links) {
            long due = link.expire(now);
            if (due != DeadlineSweep.NONE && (next == DeadlineSweep.NONE || due - next < 0)) {
                next = due;
            }
        }
        return next;
    }
}
