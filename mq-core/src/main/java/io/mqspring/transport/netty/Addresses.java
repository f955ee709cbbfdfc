package io.mqspring.transport.netty;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;

/** Addresses as text, {@code host:port} or {@code [v6]:port}. Stateless. */
final class Addresses {

    private Addresses() {}

    /** Whether no name has to be looked up. */
    static boolean isNumeric(String address) {
        int colon = address.lastIndexOf(':');
        String host = colon < 0 ? address : address.substring(0, colon);
        return host.startsWith("[") || NetUtil.isValidIpV4Address(host);
    }

    /**
     * @return an unresolved address
     * @throws IllegalArgumentException saying what is wrong
     */
    static InetSocketAddress parse(String address) {
        int colon = address.lastIndexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException("'" + address + "' is not an address of the form host:port");
        }
        String host = address.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        try {
            return InetSocketAddress.createUnresolved(host, Integer.parseInt(address.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + address + "' has no port from 0 to 65535", e);
        }
    }
}
