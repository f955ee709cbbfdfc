package io.mqspring.runtime;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;

/**
 * What tells this process from others, as a part of names that must be unique. Immutable.
 *
 * @param address the first that others could know this machine by; the loopback address if there is none
 * @param processId as the system knows it
 */
public record ProcessIdentity(InetAddress address, long processId) {

    /** Of the process that asks. */
    public static ProcessIdentity current() {
        return new ProcessIdentity(findAddress(), ProcessHandle.current().pid());
    }

    private static InetAddress findAddress() {
        try {
            for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                if (!network.isUp() || network.isLoopback()) {
                    continue;
                }
                for (InetAddress address : Collections.list(network.getInetAddresses())) {
                    if (address instanceof Inet4Address && !address.isLinkLocalAddress()) {
                        return address;
                    }
                }
            }
        } catch (SocketException e) {
            return InetAddress.getLoopbackAddress();
        }
        return InetAddress.getLoopbackAddress();
    }
}
