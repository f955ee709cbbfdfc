package io.mqspring.broker.handler;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.transport.RequestContext;
import io.mqspring.transport.RequestHandler;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Finds the handler of a request by its type, if the user may ask for that, and turns what it throws into a failed answer. Filled once, then only read;
 * after {@link #close} it refuses everything. Thread safe.
 */
public final class RequestDispatcher implements RequestHandler {

    private final Map<CommandType, CommandHandler<?, ?>> handlers = new EnumMap<>(CommandType.class);
    private volatile boolean closed;

    /**
     * Makes a handler the one for a type.
     *
     * @throws IllegalStateException if the type has one
     */
    public <Q extends Request<R>, R extends Response> void register(CommandType type, CommandHandler<Q, R> handler) {
        if (handlers.put(type, handler) != null) {
            throw new IllegalStateException("two handlers for " + type);
        }
    }

    /** Refuses from now on. */
    public void close() {
        closed = true;
    }

    @Override
    public <R extends Response> CompletableFuture<R> handle(RequestContext context, Request<R> request) {
        if (closed) {
            return CompletableFuture.failedFuture(
                    Refusal.of(ResponseCode.SERVICE_NOT_AVAILABLE, "the broker is closing"));
        }
        CommandHandler<?, ?> handler = handlers.get(request.type());
        if (handler == null) {
            return CompletableFuture.failedFuture(Refusal.of(
                    ResponseCode.REQUEST_CODE_NOT_SUPPORTED,
                    "request type " + request.type().code() + " not supported"));
        }
        try {
            AccessRules.check(context.principal(), request);
            return typed(handler, request).handle(context, request);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** The handler was registered for requests of this type, and a type has one class of requests. */
    @SuppressWarnings("unchecked")
    private static <R extends Response> CommandHandler<Request<R>, R> typed(
            CommandHandler<?, ?> handler, Request<R> request) {
        return (CommandHandler<Request<R>, R>) handler;
    }
}
