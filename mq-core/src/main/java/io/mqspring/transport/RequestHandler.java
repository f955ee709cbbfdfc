package io.mqspring.transport;

import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import java.util.concurrent.CompletableFuture;

/**
 * Answers requests. Called on the thread that brings the request (an event loop, or within one JVM the caller's thread) and
 * must not block it.
 */
public interface RequestHandler {

    /**
     * @return completes with the answer, or fails with {@link io.mqspring.protocol.CommandFailedException} to refuse; any
     *     other failure reaches the peer as a system error
     */
    <R extends Response> CompletableFuture<R> handle(RequestContext context, Request<R> request);
}
