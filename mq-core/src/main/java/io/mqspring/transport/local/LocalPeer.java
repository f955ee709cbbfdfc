package io.mqspring.transport.local;

import io.mqspring.message.HostAddress;
import io.mqspring.protocol.ProtocolVersion;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.security.Principal;
import io.mqspring.transport.Peer;
import io.mqspring.transport.RequestContext;
import io.mqspring.transport.RequestHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One end of a {@link LocalLink}, as the other end sees it. Thread safe. */
final class LocalPeer implements Peer {

    private final LocalLink link;
    private final RequestHandler handler;
    private final List<Runnable> onClose = new ArrayList<>();
    private boolean closed;

    LocalPeer(LocalLink link, RequestHandler handler) {
        this.link = link;
        this.handler = handler;
    }

    RequestHandler handler() {
        return handler;
    }

    /** How requests of this end are announced to the other. */
    RequestContext context(boolean oneWay) {
        return new RequestContext(this, ProtocolVersion.CURRENT, "JAVA", Principal.TRUSTED, oneWay);
    }

    @Override
    public HostAddress address() {
        return HostAddress.LOCAL;
    }

    @Override
    public String localAddress() {
        return HostAddress.LOCAL.toString();
    }

    @Override
    public <R extends Response> CompletableFuture<R> exchange(Request<R> request, Duration timeout) {
        return link.exchangeFrom(this, request, timeout);
    }

    @Override
    public void oneWay(Request<?> request) {
        link.oneWayFrom(this, request);
    }

    @Override
    public boolean isInThisJvm() {
        return true;
    }

    @Override
    public void onClose(Runnable task) {
        synchronized (onClose) {
            if (!closed) {
                onClose.add(task);
                return;
            }
        }
        task.run();
    }

    @Override
    public boolean isOpen() {
        return link.isOpen();
    }

    @Override
    public void close() {
        link.close();
    }

    void closed() {
        List<Runnable> tasks;
        synchronized (onClose) {
            closed = true;
            tasks = List.copyOf(onClose);
            onClose.clear();
        }
        tasks.forEach(Runnable::run);
    }
}
