package io.mqspring.client;

import io.mqspring.message.HostAddress;
import io.mqspring.message.UniqueIds;
import io.mqspring.runtime.ExecutionBackend;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * Who a client is.
 *
 * @param clientId {@code <ip>@<process>#<random>}: unique within its groups
 * @param ids makes its messages' unique ids
 */
record ClientIdentity(String clientId, UniqueIds ids) {

    static ClientIdentity create(ExecutionBackend backend) {
        RandomGenerator random = backend.newRandom();
        HostAddress host = localHost();
        long process = ProcessHandle.current().pid();
        String ip = host.toString().substring(0, host.toString().lastIndexOf(':'));
        String unique = HexFormat.of().toHexDigits(random.nextInt());
        return new ClientIdentity(
                ip + "@" + process + "#" + unique,
                new UniqueIds(host, process, random.nextInt(), backend.time().wallMillis()));
    }

    /** The first address that others could know this machine by; the loopback address if there is none. */
    private static HostAddress localHost() {
        try {
            for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                if (!network.isUp() || network.isLoopback()) {
                    continue;
                }
                for (InetAddress address : Collections.list(network.getInetAddresses())) {
                    if (address instanceof Inet4Address && !address.isLinkLocalAddress()) {
                        return HostAddress.of(new InetSocketAddress(address, 0));
                    }
                }
            }
        } catch (SocketException e) {
            return HostAddress.LOCAL;
        }
        return HostAddress.LOCAL;
    }
}
