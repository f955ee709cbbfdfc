package io.mqspring.client;

import java.util.List;
import java.util.stream.Stream;

/** Reads a list of name servers as people write it. Stateless. */
final class NameServerList {

    private static final int MAX_PORT = 65_535;

    private NameServerList() {}

    static List<String> parse(String text) {
        List<String> addresses = Stream.of(text.split("[,;]"))
                .map(String::trim)
                .filter(address -> !address.isEmpty())
                .map(NameServerList::check)
                .distinct()
                .toList();
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException(
                    "no name server is given: set mq.name-server to host:port, several separated by commas");
        }
        return addresses;
    }

    private static String check(String address) {
        int colon = address.lastIndexOf(':');
        if (colon < 1 || !isPort(address.substring(colon + 1))) {
            throw new IllegalArgumentException("name server '" + address
                    + "' is no address: write host:port, such as mq-1:9876, in mq.name-server");
        }
        return address;
    }

    private static boolean isPort(String text) {
        try {
            int port = Integer.parseInt(text);
            return port > 0 && port <= MAX_PORT;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
