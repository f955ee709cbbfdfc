package io.mqspring.transport;

import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import java.util.concurrent.CompletableFuture;

/** A connection within one JVM: requests are handed over as they are. Thread safe. */
public interface LocalConnection extends AutoCloseable {

    /** Hands a request to the broker in the caller's thread; see {@link RequestHandler}. Has no time-out of its own. */
    <R extends Response> CompletableFuture<R> exchange(Request<R> request);

    /** Hands over a request that is not answered. */
    void oneWay(Request<?> request);

    /** Whether the broker still serves. */
    boolean isOpen();

    /** Closes the connection; the broker forgets the client. */
    @Override
    void close();
}
