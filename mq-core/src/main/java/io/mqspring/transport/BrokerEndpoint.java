package io.mqspring.transport;

import io.mqspring.runtime.ExecutionBackend;

/**
 * What an embedded broker is to a client in the same JVM. Declared here so that neither side imports the other. Thread
 * safe.
 */
public interface BrokerEndpoint {

    /**
     * Opens a connection within the JVM.
     *
     * @param toClient takes the requests that the broker initiates
     */
    LocalConnection connect(RequestHandler toClient);

    /** The broker's threads and clock, for a client that shares them. */
    ExecutionBackend backend();
}
