package io.mqspring.broker.naming;

import org.jspecify.annotations.Nullable;

/**
 * Who a broker says it is.
 *
 * @param name the broker's name, part of every queue's identity
 * @param cluster the cluster's name
 * @param advertisedAddress {@code host:port} to be named in routes, or null to name the address that the asker used
 */
public record BrokerIdentity(
        String name, String cluster, @Nullable String advertisedAddress) {

    /** The address to tell someone who reached this broker by another. */
    public String addressFor(String reachedBy) {
        return advertisedAddress == null ? reachedBy : advertisedAddress;
    }
}
