package io.mqspring.scripted;

import io.mqspring.message.HostAddress;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.transport.Peer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A peer that notes what it is told one-way, and answers nothing. */
public final class ListeningPeer implements Peer {

    private final List<Request<?>> told = new ArrayList<>();
    private final List<Runnable> onClose = new ArrayList<>();
    private boolean open = true;

    /** What it was told, oldest first. */
    public List<Request<?>> told() {
        return told;
    }

    @Override
    public HostAddress address() {
        return HostAddress.LOCAL;
    }

    @Override
    public String localAddress() {
        return "local";
    }

    @Override
    public <R extends Response> CompletableFuture<R> exchange(Request<R> request, Duration timeout) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void oneWay(Request<?> request) {
        told.add(request);
    }

    @Override
    public void onClose(Runnable task) {
        onClose.add(task);
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
        onClose.forEach(Runnable::run);
    }
}
