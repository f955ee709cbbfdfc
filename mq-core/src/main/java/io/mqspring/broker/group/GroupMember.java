package io.mqspring.broker.group;

import io.mqspring.protocol.SubscriptionEntry;
import io.mqspring.transport.Peer;
import java.util.Map;

/**
 * A live member of a group. Immutable.
 *
 * @param clientId unique within the group
 * @param peer its connection
 * @param version version number its requests announce
 * @param language as its requests announce it
 * @param subscriptions what it subscribes to itself, by topic
 */
public record GroupMember(
        String clientId, Peer peer, int version, String language, Map<String, SubscriptionEntry> subscriptions) {}
