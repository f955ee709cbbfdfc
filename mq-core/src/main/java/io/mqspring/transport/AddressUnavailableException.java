package io.mqspring.transport;

/** A server cannot listen where it is told to: the port is taken, or the address is none of this machine. */
public class AddressUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String host;
    private final int port;

    public AddressUnavailableException(String host, int port, String message, Throwable cause) {
        super(message, cause);
        this.host = host;
        this.port = port;
    }

    /** The address as configured. */
    public String host() {
        return host;
    }

    /** The port as configured. */
    public int port() {
        return port;
    }
}
