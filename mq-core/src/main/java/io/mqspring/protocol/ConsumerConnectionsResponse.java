package io.mqspring.protocol;

import java.util.List;
import java.util.Map;

/**
 * Members of a group.
 *
 * @param subscriptions the group's subscriptions by topic
 */
public record ConsumerConnectionsResponse(
        List<Connection> connections,
        Map<String, SubscriptionEntry> subscriptions,
        String consumeType,
        String messageModel,
        String consumeFromWhere)
        implements Response {

    /**
     * One member.
     *
     * @param clientAddress {@code host:port}
     * @param version the member's version number
     */
    public record Connection(String clientId, String clientAddress, String language, int version) {}
}
