package io.mqspring.interop;

/** A broker of either kind, running on a data directory. */
interface Broker extends AutoCloseable {

    /** Where clients find it. */
    String address();

    /** Stops it as its users do. */
    @Override
    void close();

    /** SIGKILL. */
    void kill();
}
