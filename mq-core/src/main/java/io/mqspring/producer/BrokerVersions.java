package io.mqspring.producer;

import io.mqspring.protocol.ProtocolVersion;
import java.util.concurrent.CompletableFuture;

/** Tells which release a broker is of, as {@link ProtocolVersion} numbers them. Thread safe. */
@FunctionalInterface
public interface BrokerVersions {

    /** For brokers that are of this project's own release. */
    BrokerVersions CURRENT = address -> CompletableFuture.completedFuture(ProtocolVersion.CURRENT);

    /**
     * @return fails as an exchange does, when the broker has to be asked and does not answer
     */
    CompletableFuture<Integer> of(String address);
}
