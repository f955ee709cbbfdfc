package io.mqspring.consumer.rebalance;

import java.util.Set;
import java.util.TreeSet;

/**
 * Who this member is.
 *
 * @param group the consumer group
 * @param clientId this client, as the broker lists it among the group's members
 * @param topics what the group subscribes to, the retry topic included
 */
public record Membership(String group, String clientId, Set<String> topics) {

    public Membership {
        topics = new TreeSet<>(topics);
    }
}
