package io.mqspring.consumer.rebalance;

import io.mqspring.protocol.CommandFailedException;
import java.util.Optional;

/** What makes brokers count this client among its groups' members. */
public interface Heartbeats {

    /** Sends one to every broker soon; cheap, and may be called often. Any thread. */
    void soon();

    /**
     * With what the broker at an address refused the last one. One heartbeat tells of all groups of a client, so that what is
     * refused may concern another one of them. Any thread.
     */
    Optional<CommandFailedException> refusal(String address);
}
