package io.mqspring.transport;

import io.mqspring.message.HostAddress;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The other end of a connection, as a server sees it. Compared by identity. Thread safe. */
public interface Peer {

    /** Where the peer is. */
    HostAddress address();

    /** The address by which the peer reached this side, {@code host:port}: what a route should name. */
    String localAddress();

    /** Sends a request to the peer and completes with its answer; see {@link RemotingClient#exchange}. */
    <R extends Response> CompletableFuture<R> exchange(Request<R> request, Duration timeout);

    /** Sends a request that is not answered; failures are silent. */
    void oneWay(Request<?> request);

    /** Whether the peer is in this JVM, so that it dies when this side does. */
    default boolean isInThisJvm() {
        return false;
    }

    /** Runs a task once when the connection is closed; at once if it is. */
    void onClose(Runnable task);

    /** Whether the connection still stands. */
    boolean isOpen();

    /** Closes the connection. */
    void close();
}
