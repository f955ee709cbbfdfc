package io.mqspring.transport;

import java.net.InetSocketAddress;

/** Accepts peers and gives each request to a handler. Life: bound when made, until closed. Thread safe. */
public interface RemotingServer extends AutoCloseable {

    /** Where it listens, with the real port. */
    InetSocketAddress address();

    /** Stops accepting, closes the connections, waits a bounded time. */
    @Override
    void close();
}
