package io.mqspring.test.simulation;

import io.mqspring.message.HostAddress;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.ProtocolVersion;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.security.Principal;
import io.mqspring.transport.Peer;
import io.mqspring.transport.RemotingException;
import io.mqspring.transport.RequestContext;
import io.mqspring.transport.RequestHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection, as its own side sees it: asks the other end, answers what the other end asks. Each end learns on
 * its own that the connection is gone. Answers and requests arrive on an event loop of the end's node.
 */
final class ConnectionEnd implements Peer {

    private final SimulatedNetwork network;
    private final SimulatedNode node;
    private final SerialExecutor loop;
    private final RequestHandler handler;
    private final HostAddress peerAddress;
    private final String localAddress;
    private final Set<Exchange<?>> pending = new LinkedHashSet<>();
    private final List<Runnable> closeTasks = new ArrayList<>();
    private @Nullable ConnectionEnd other;
    private boolean open = true;
    /** What this end sends arrives in order: nothing before this. */
    private long earliestArrival;

    ConnectionEnd(
            SimulatedNetwork network,
            SimulatedNode node,
            SerialExecutor loop,
            RequestHandler handler,
            HostAddress peerAddress,
            String localAddress) {
        this.network = network;
        this.node = node;
        this.loop = loop;
        this.handler = handler;
        this.peerAddress = peerAddress;
        this.localAddress = localAddress;
    }

    void joinTo(ConnectionEnd otherEnd) {
        this.other = otherEnd;
    }

    ConnectionEnd other() {
        return Objects.requireNonNull(other, "not joined");
    }

    SimulatedNode node() {
        return node;
    }

    SerialExecutor loop() {
        return loop;
    }

    /** When something that this end sends may arrive, in order with what it sent before. */
    long inOrder(long arrival) {
        earliestArrival = Math.max(earliestArrival, arrival);
        return earliestArrival;
    }

    @Override
    public HostAddress address() {
        return peerAddress;
    }

    @Override
    public String localAddress() {
        return localAddress;
    }

    @Override
    public <R extends Response> CompletableFuture<R> exchange(Request<R> request, Duration timeout) {
        if (!open) {
            return CompletableFuture.failedFuture(lost());
        }
        Exchange<R> exchange = new Exchange<>(Crossing.copy(request));
        pending.add(exchange);
        exchange.timer = loop.schedule(() -> expire(exchange, timeout), timeout);
        ConnectionEnd receiver = other();
        network.carry(
                this, request.type(), Traffic.Direction.REQUEST, () -> receiver.answer(exchange, exchange.request));
        return exchange.answer;
    }

    @Override
    public void oneWay(Request<?> request) {
        if (open) {
            Request<?> copy = Crossing.copy(request);
            ConnectionEnd receiver = other();
            network.carry(this, request.type(), Traffic.Direction.REQUEST, () -> receiver.hear(copy));
        }
    }

    @Override
    public void onClose(Runnable task) {
        if (open) {
            closeTasks.add(task);
        } else {
            task.run();
        }
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        if (open) {
            network.tellClosed(this);
            lose();
        }
    }

    /** This end learns that the connection is gone. */
    void lose() {
        if (!open) {
            return;
        }
        open = false;
        network.forget(this);
        List<Exchange<?>> failed = List.copyOf(pending);
        pending.clear();
        for (Exchange<?> exchange : failed) {
            exchange.timer.cancel();
            exchange.answer.completeExceptionally(lost());
        }
        List<Runnable> tasks = List.copyOf(closeTasks);
        closeTasks.clear();
        tasks.forEach(loop::run);
    }

    private void hear(Request<?> request) {
        handle(request, true).whenComplete((response, failure) -> {
            if (response != null) {
                Crossing.discard(response);
            }
        });
    }

    private <R extends Response> void answer(Exchange<R> exchange, Request<R> request) {
        handle(Crossing.copy(request), false).whenComplete((response, failure) -> {
            try {
                reply(exchange, response, failure);
            } catch (RuntimeException broken) {
                node.faultHandler().onFault(node.name() + " answering " + request.type(), broken);
            }
        });
    }

    private <R extends Response> void reply(Exchange<R> exchange, @Nullable R response, @Nullable Throwable failure) {
        R copy = response == null ? null : Crossing.toHeap(response);
        CommandFailedException refusal = failure == null ? null : refusal(failure);
        if (!open) {
            return;
        }
        ConnectionEnd asker = other();
        network.carry(
                this,
                exchange.request.type(),
                Traffic.Direction.RESPONSE,
                () -> asker.complete(exchange, copy, refusal));
    }

    private <R extends Response> CompletableFuture<R> handle(Request<R> request, boolean oneWay) {
        try {
            return handler.handle(
                    new RequestContext(this, ProtocolVersion.CURRENT, "JAVA", Principal.TRUSTED, oneWay), request);
        } catch (RuntimeException failed) {
            return CompletableFuture.failedFuture(failed);
        }
    }

    private <R extends Response> void complete(
            Exchange<R> exchange, @Nullable R response, @Nullable CommandFailedException refusal) {
        if (!pending.remove(exchange)) {
            return; // came twice, or too late
        }
        exchange.timer.cancel();
        if (response == null) {
            exchange.answer.completeExceptionally(Objects.requireNonNull(refusal, "neither answer nor refusal"));
            return;
        }
        R received = Crossing.toReceiver(response, network.leases(), node);
        if (!exchange.answer.complete(received)) {
            Crossing.discard(received);
        }
    }

    private void expire(Exchange<?> exchange, Duration timeout) {
        if (pending.remove(exchange)) {
            exchange.answer.completeExceptionally(new RemotingException(
                    RemotingException.Kind.TIMEOUT,
                    exchange.request.type() + " to " + other().node().name() + " was not answered within " + timeout));
        }
    }

    /** What a failure of the handler looks like from far away; one that is no refusal, or was none at first, is also a fault. */
    private CommandFailedException refusal(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        Throwable unexpected = cause instanceof CommandFailedException ? cause.getCause() : cause;
        boolean goneMeanwhile =
                !open && (unexpected instanceof RemotingException || unexpected instanceof CancellationException);
        if (unexpected != null && !goneMeanwhile && !node.isCrashed()) {
            node.faultHandler().onFault(node.name() + " request handler", unexpected);
        }
        return cause instanceof CommandFailedException refused
                ? refused
                : new CommandFailedException(ResponseCode.SYSTEM_ERROR, String.valueOf(cause));
    }

    private RemotingException lost() {
        return new RemotingException(
                RemotingException.Kind.CONNECTION_LOST,
                "the connection to " + other().node().name() + " is lost");
    }
}
