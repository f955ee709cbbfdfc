package io.mqspring.message;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A host as records carry it: the address (4 or 16 bytes) and the port as a 4-byte integer. Immutable.
 *
 * <pre>
 * +----------------------+-----------+
 * | address, 4 or 16     | port, 4   |
 * +----------------------+-----------+
 * </pre>
 */
public final class HostAddress {

    /** 127.0.0.1 with port 0: the host of messages that never crossed a network. */
    public static final HostAddress LOCAL = new HostAddress(new byte[] {127, 0, 0, 1, 0, 0, 0, 0});

    private final byte[] encoded;

    private HostAddress(byte[] encoded) {
        this.encoded = encoded;
    }

    /** Of a resolved socket address; an unresolved one becomes {@link #LOCAL} with its port. */
    public static HostAddress of(InetSocketAddress address) {
        InetAddress inet = address.getAddress();
        byte[] ip = inet == null ? new byte[] {127, 0, 0, 1} : inet.getAddress();
        return new HostAddress(ByteBuffer.allocate(ip.length + 4)
                .put(ip)
                .putInt(address.getPort())
                .array());
    }

    /** Of the stored form: 8 bytes, or 20 for IPv6. */
    public static HostAddress decode(byte[] encoded) {
        if (encoded.length != 8 && encoded.length != 20) {
            throw new IllegalArgumentException("a host has 8 or 20 bytes, not " + encoded.length);
        }
        return new HostAddress(encoded.clone());
    }

    /** Whether the address has 16 bytes. */
    public boolean isIpv6() {
        return encoded.length == 20;
    }

    /** Bytes of the stored form. */
    public int length() {
        return encoded.length;
    }

    /** Writes the stored form at a position of a buffer, without moving the buffer's own position. */
    public void encodeTo(ByteBuffer target, int position) {
        target.put(position, encoded);
    }

    public int port() {
        return ByteBuffer.wrap(encoded).getInt(encoded.length - 4);
    }

    /** A socket address, never unresolved. */
    public InetSocketAddress toSocketAddress() {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(Arrays.copyOf(encoded, encoded.length - 4)), port());
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HostAddress host && Arrays.equals(encoded, host.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    /** {@code host:port}, IPv6 in brackets. */
    @Override
    public String toString() {
        InetAddress inet = toSocketAddress().getAddress();
        String host = inet.getHostAddress();
        return (inet instanceof Inet4Address ? host : "[" + host + "]") + ":" + port();
    }
}
