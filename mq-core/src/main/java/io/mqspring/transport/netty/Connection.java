package io.mqspring.transport.netty;

import io.mqspring.message.HostAddress;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.codec.Commands;
import io.mqspring.protocol.codec.Frame;
import io.mqspring.protocol.codec.MalformedCommandException;
import io.mqspring.protocol.codec.SerializeType;
import io.mqspring.runtime.TimeSource;
import io.mqspring.security.Credentials;
import io.mqspring.security.Principal;
import io.mqspring.transport.Peer;
import io.mqspring.transport.RemotingException;
import io.mqspring.transport.RequestContext;
import io.mqspring.transport.RequestHandler;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection, seen from either side: both may ask. Requests may be made on any thread and before the connection stands;
 * frames are handled on its loop.
 */
final class Connection implements Peer {

    private static final Logger log = LoggerFactory.getLogger(Connection.class);

    private final String name;
    private final LoopSerialExecutor loop;
    private final TimeSource time;
    private final RequestHandler handler;
    private final ConnectionSettings settings;
    private final boolean server;
    private final Outbox outbox;
    private final ExchangeTable exchanges;
    private final List<Runnable> onClose = new ArrayList<>();
    private volatile @Nullable Channel channel;
    private volatile boolean closed;
    private final AtomicInteger pending = new AtomicInteger();
    private RequestGate gate;
    private long lastReadAt;
    private long reads;
    private long frames;
    private boolean insideFrame;
    private boolean refusesAll;
    private volatile boolean full;

    private Connection(
            String name,
            LoopSerialExecutor loop,
            TimeSource time,
            RequestHandler handler,
            ConnectionSettings settings,
            RequestGate gate,
            @Nullable Credentials credentials,
            boolean server) {
        this.name = name;
        this.loop = loop;
        this.time = time;
        this.handler = handler;
        this.settings = settings;
        this.gate = gate;
        this.server = server;
        this.outbox = new Outbox(loop.loop(), credentials, server ? this::mayRead : null);
        this.exchanges = new ExchangeTable(loop, time, this::unanswered);
    }

    /**
     * A client's connection.
     *
     * @param address the other end, for messages
     * @param credentials what requests are signed with, if they are
     */
    static Connection toServer(
            String address,
            LoopSerialExecutor loop,
            TimeSource time,
            RequestHandler handler,
            ConnectionSettings settings,
            @Nullable Credentials credentials) {
        return new Connection(address, loop, time, handler, settings, RequestGate.OPEN, credentials, false);
    }

    /**
     * A server's connection: from a peer that does not take its answers, or has too many questions open, nothing more is read.
     *
     * @param peer the other end, for messages
     */
    static Connection toClient(
            String peer,
            LoopSerialExecutor loop,
            TimeSource time,
            RequestHandler handler,
            ConnectionSettings settings,
            RequestGate gate) {
        return new Connection(peer, loop, time, handler, settings, gate, null, true);
    }

    @Override
    public HostAddress address() {
        return hostOf(connected().remoteAddress());
    }

    @Override
    public String localAddress() {
        return hostOf(connected().localAddress()).toString();
    }

    @Override
    public <R extends Response> CompletableFuture<R> exchange(Request<R> request, Duration timeout) {
        long now = time.nanoTime();
        Exchange<R> exchange = new Exchange<>(request, exchanges, now, now + timeout.toNanos());
        outbox.add(exchange);
        return exchange.answer();
    }

    @Override
    public void oneWay(Request<?> request) {
        outbox.add(new Exchange.OneWay(request));
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
        return !closed;
    }

    @Override
    public void close() {
        close(RemotingException.Kind.CONNECTION_LOST, "the connection was closed here");
    }

    /** Writes what waits, then closes. */
    void close(RemotingException.Kind kind, String why) {
        if (!closed) {
            onLoop(() -> {
                outbox.drain();
                closed(kind, why);
            });
        }
    }

    /** Runs a task on the loop, whether the owner's executor is closed or not. */
    void onLoop(Runnable task) {
        EventLoop eventLoop = loop.loop();
        if (eventLoop.inEventLoop()) {
            task.run();
        } else {
            eventLoop.execute(task);
        }
    }

    Outbox outbox() {
        return outbox;
    }

    String name() {
        return name;
    }

    /** The connection stands. On the loop. */
    void opened(Channel connected) {
        if (closed) {
            connected.close();
            return;
        }
        channel = connected;
        lastReadAt = time.nanoTime();
        outbox.open(connected);
    }

    /** It stands no more, or never did: everything that waits fails. On the loop. */
    void closed(RemotingException.Kind kind, String why) {
        List<Runnable> tasks;
        synchronized (onClose) {
            if (closed) {
                return;
            }
            closed = true;
            tasks = List.copyOf(onClose);
            onClose.clear();
        }
        String message = why + " (" + name + ")";
        exchanges.failAll(kind, message);
        outbox.close(new RemotingException(kind, message));
        Channel current = channel;
        if (current != null) {
            current.close();
        }
        tasks.forEach(this::runOnClose);
    }

    /** Bytes came. On the loop. */
    void read() {
        lastReadAt = time.nanoTime();
        reads++;
    }

    /** Grows with each time that bytes came. On the loop. */
    long reads() {
        return reads;
    }

    boolean isServer() {
        return server;
    }

    ConnectionSettings settings() {
        return settings;
    }

    /** Grows with each frame. On the loop. */
    long frames() {
        return frames;
    }

    /** Whether the peer owes the rest of a frame, or its first one. On the loop. */
    boolean awaitsFrame() {
        return insideFrame || (server && frames == 0);
    }

    /** Notes whether a part of a frame is there. On the loop. */
    void insideFrame(boolean inside) {
        insideFrame = inside;
    }

    /** Answers the next request with this, and closes. On the loop. */
    void refuseEverything(String remark) {
        gate = frame -> {
            throw new CommandFailedException(ResponseCode.NO_PERMISSION, remark);
        };
        refusesAll = true;
    }

    /** A frame came. On the loop; its body may be used until this returns. */
    void received(Frame frame) {
        frames++;
        if (!frame.isResponse()) {
            answer(frame);
        } else if (!exchanges.complete(frame)) {
            log.trace("A late answer from {}: {}", name, frame.opaque());
        }
    }

    private void answer(Frame frame) {
        Request<?> request;
        Principal principal;
        try {
            principal = gate.admit(frame);
            request = Commands.request(frame);
        } catch (MalformedCommandException e) {
            refuse(frame, ResponseCode.INVALID_PARAMETER, String.valueOf(e.getMessage()));
            return;
        } catch (CommandFailedException e) {
            refuse(frame, e.code(), e.remark());
            if (refusesAll) {
                close(RemotingException.Kind.CONNECTION_LOST, "the peer is not welcome");
            }
            return;
        }
        if (request == null) {
            refuse(frame, ResponseCode.REQUEST_CODE_NOT_SUPPORTED, " request type " + frame.code() + " not supported");
            return;
        }
        answer(frame, request, principal);
    }

    private void refuse(Frame frame, ResponseCode code, String remark) {
        if (frame.isOneWay()) {
            log.debug("Ignoring a one-way request of {}: {}", name, remark);
        } else {
            outbox.add(new OutboundResponse.Refusal(
                    frame.serializeType(), frame.opaque(), new CommandFailedException(code, remark)));
        }
    }

    private <R extends Response> void answer(Frame frame, Request<R> request, Principal principal) {
        boolean oneWay = frame.isOneWay();
        SerializeType type = frame.serializeType();
        int opaque = frame.opaque();
        CompletableFuture<R> answer;
        pending.incrementAndGet();
        try {
            answer = handler.handle(
                    new RequestContext(this, frame.version(), frame.language(), principal, oneWay), request);
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        answer.whenComplete((response, failure) -> {
            int left = pending.decrementAndGet();
            if (failure instanceof CancellationException) {
                // Whoever asked has gone: there is nobody to tell.
                log.trace("{} of {} is not wanted any more", request.type(), name);
            } else if (failure != null) {
                CommandFailedException refusal = refusal(request, failure);
                if (!oneWay) {
                    outbox.add(new OutboundResponse.Refusal(type, opaque, refusal));
                }
            } else if (oneWay) {
                OutboundResponse.release(response);
            } else {
                outbox.add(new OutboundResponse<>(request, type, opaque, response));
            }
            if (full && left <= settings.pendingRequests() / 2) {
                readOn();
            }
        });
    }

    /** Whether the peer may ask more. On the loop. */
    private boolean mayRead() {
        full = pending.get() >= settings.pendingRequests();
        // Those who answer wake only a connection that they see full, so what they did before is looked at once more.
        if (full && pending.get() <= settings.pendingRequests() / 2) {
            full = false;
        }
        return !full;
    }

    private void readOn() {
        full = false;
        try {
            onLoop(outbox::drain);
        } catch (RejectedExecutionException e) {
            log.trace("The loop of {} has ended", name);
        }
    }

    private CommandFailedException refusal(Request<?> request, Throwable failure) {
        Throwable cause = failure;
        if (failure instanceof CompletionException wrapper && wrapper.getCause() != null) {
            cause = wrapper.getCause();
        }
        if (cause instanceof CommandFailedException refusal) {
            return refusal;
        }
        if (!(cause instanceof RemotingException)) {
            log.warn("{} of {} failed, which it is told", request.type(), name, cause);
        }
        return new CommandFailedException(ResponseCode.SYSTEM_ERROR, cause.toString());
    }

    /** A connection on which nothing at all came while an exchange waited for its whole time is taken for dead. */
    private void unanswered(long startedAt) {
        Channel current = channel;
        if (current != null && lastReadAt - startedAt < 0) {
            log.debug("Closing the connection to {}: nothing came from it while a request timed out", name);
            closed(RemotingException.Kind.CONNECTION_LOST, "the peer does not answer");
        }
    }

    private void runOnClose(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            log.warn("What was to follow the close of {} failed", name, e);
        }
    }

    private Channel connected() {
        Channel current = channel;
        if (current == null) {
            throw new IllegalStateException("not connected yet: " + name);
        }
        return current;
    }

    private static HostAddress hostOf(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress inet ? HostAddress.of(inet) : HostAddress.LOCAL;
    }
}
