package io.mqspring.protocol;

/**
 * Asks whether a subscription is one that the broker can serve (code 46): official clients do before their first heartbeat,
 * for filters other than tags.
 */
public record CheckClientConfigRequest(String clientId, String group, SubscriptionEntry subscription)
        implements Request<EmptyResponse> {

    @Override
    public CommandType type() {
        return CommandType.CHECK_CLIENT_CONFIG;
    }
}
