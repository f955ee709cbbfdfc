package io.mqspring.consumer.claim;

import java.time.Duration;
import java.util.Optional;

/** Which brokers know claims: those of this project, which say so in their heartbeat answers. Any thread. */
@FunctionalInterface
public interface ClaimingBrokers {

    /** None does. */
    ClaimingBrokers NONE = address -> Optional.empty();

    /** How long the broker at an address holds a claim; empty if it knows no claims, or has not answered yet. */
    Optional<Duration> handOverTimeout(String address);
}
