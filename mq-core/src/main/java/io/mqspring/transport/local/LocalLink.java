package io.mqspring.transport.local;

import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.runtime.DeadlineSweep;
import io.mqspring.transport.LocalConnection;
import io.mqspring.transport.RemotingException;
import io.mqspring.transport.RequestContext;
import io.mqspring.transport.RequestHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A connection between a client and a broker of one JVM. Requests of either side run in the caller's thread. Thread safe.
 */
final class LocalLink implements LocalConnection {

    private final LocalEndpoint endpoint;
    private final RequestContext fromClient;
    private final RequestContext fromClientOneWay;
    private final LocalPeer client;
    private final LocalPeer broker;
    private final PendingAnswers unanswered = new PendingAnswers();
    private final AtomicBoolean open = new AtomicBoolean(true);

    LocalLink(LocalEndpoint endpoint, RequestHandler toClient, RequestHandler toBroker) {
        this.endpoint = endpoint;
        this.client = new LocalPeer(this, toClient);
        this.broker = new LocalPeer(this, toBroker);
        this.fromClient = client.context(false);
        this.fromClientOneWay = client.context(true);
    }

    @Override
    public <R extends Response> CompletableFuture<R> exchange(Request<R> request) {
        return exchange(broker, fromClient, request, DeadlineSweep.NONE);
    }

    @Override
    public void oneWay(Request<?> request) {
        oneWay(broker, fromClientOneWay, request);
    }

    @Override
    public boolean isOpen() {
        return open.get();
    }

    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            endpoint.forget(this);
            unanswered.failAll(RemotingException.Kind.CONNECTION_LOST, "the connection was closed");
            client.closed();
            broker.closed();
        }
    }

    /** An exchange that one end asks of the other. */
    <R extends Response> CompletableFuture<R> exchangeFrom(LocalPeer target, Request<R> request, Duration timeout) {
        return exchange(target, other(target).context(false), request, endpoint.deadline(timeout));
    }

    /** A one-way request to one end. */
    void oneWayFrom(LocalPeer target, Request<?> request) {
        oneWay(target, other(target).context(true), request);
    }

    /** Fails server-initiated exchanges that are due. */
    long expire(long now) {
        return unanswered.expire(now);
    }

    private LocalPeer other(LocalPeer end) {
        return end == client ? broker : client;
    }

    private <R extends Response> CompletableFuture<R> exchange(
            LocalPeer target, RequestContext context, Request<R> request, long deadline) {
        if (!open.get()) {
            return CompletableFuture.failedFuture(
                    new RemotingException(RemotingException.Kind.CONNECTION_LOST, "the connection is closed"));
        }
        CompletableFuture<R> answer = handle(target.handler(), context, request);
        if (answer.isDone()) {
            return answer.isCompletedExceptionally() ? translated(answer) : answer;
        }
        CompletableFuture<R> result =
                unanswered.add(translated(answer), deadline, request.type().toString());
        if (deadline != DeadlineSweep.NONE) {
            endpoint.expect(deadline);
        }
        if (!open.get()) {
            unanswered.failAll(RemotingException.Kind.CONNECTION_LOST, "the connection was closed");
        }
        return result;
    }

    private void oneWay(LocalPeer target, RequestContext context, Request<?> request) {
        if (open.get()) {
            handle(target.handler(), context, request);
        }
    }

    private static <R extends Response> CompletableFuture<R> handle(
            RequestHandler handler, RequestContext context, Request<R> request) {
        try {
            return handler.handle(context, request);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** The same answer with failures as they would come over a network. */
    private static <R extends Response> CompletableFuture<R> translated(CompletableFuture<R> answer) {
        return answer.handle((response, failure) -> {
            if (failure == null) {
                return response;
            }
            throw refusal(failure);
        });
    }

    private static RuntimeException refusal(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof CommandFailedException || cause instanceof RemotingException) {
            return (RuntimeException) cause;
        }
        CommandFailedException refusal = new CommandFailedException(ResponseCode.SYSTEM_ERROR, cause.toString());
        refusal.initCause(cause);
        return refusal;
    }
}
