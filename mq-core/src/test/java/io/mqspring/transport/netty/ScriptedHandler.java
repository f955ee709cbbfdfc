package io.mqspring.transport.netty;

import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.transport.RequestContext;
import io.mqspring.transport.RequestHandler;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;

/** Answers as the test says; remembers who asked. */
final class ScriptedHandler implements RequestHandler {

    final List<RequestContext> contexts = new CopyOnWriteArrayList<>();
    private volatile BiFunction<RequestContext, Request<?>, CompletableFuture<?>> script;

    ScriptedHandler(BiFunction<RequestContext, Request<?>, CompletableFuture<?>> script) {
        this.script = script;
    }

    void script(BiFunction<RequestContext, Request<?>, CompletableFuture<?>> next) {
        script = next;
    }

    @Override
    @SuppressWarnings("unchecked") // Justification: each test scripts answers of the right type.
    public <R extends Response> CompletableFuture<R> handle(RequestContext context, Request<R> request) {
        contexts.add(context);
        return (CompletableFuture<R>) script.apply(context, request);
    }
}
