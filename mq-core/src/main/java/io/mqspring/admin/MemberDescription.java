package io.mqspring.admin;

import java.util.Map;

/**
 * A member of a group.
 *
 * @param host {@code host:port} it is connected from
 * @param language what its client is written in, as it says
 * @param version release of the protocol that its client speaks, such as {@code 5.5.0}
 * @param subscriptions filter expression by topic, the retry topic left out
 */
public record MemberDescription(
        String clientId, String host, String language, String version, Map<String, String> subscriptions) {

    public MemberDescription {
        subscriptions = Map.copyOf(subscriptions);
    }
}
