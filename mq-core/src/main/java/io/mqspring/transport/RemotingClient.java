package io.mqspring.transport;

import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The client's side of a transport: one connection per address, made when first needed. Requests that the peer initiates
 * go to the {@link RequestHandler} given at construction. Thread safe. Futures complete on whatever thread brings the
 * answer (an event loop, or within one JVM the thread that did the work): dependents must not block.
 */
public interface RemotingClient extends AutoCloseable {

    /**
     * Sends a request and completes with its answer.
     *
     * @return fails with {@link RemotingException} when there is no answer, with {@link
     *     io.mqspring.protocol.CommandFailedException} when the peer refuses
     */
    <R extends Response> CompletableFuture<R> exchange(String address, Request<R> request, Duration timeout);

    /** Sends a request that is never answered; failures are silent. */
    void oneWay(String address, Request<?> request);

    /** Closes all connections; pending exchanges fail. */
    @Override
    void close();
}
