package io.mqspring.protocol;

/**
 * Asks for a figure of a broker (code 315).
 *
 * @param name such as {@code TOPIC_PUT_NUMS}
 * @param key of what: a topic, or {@code topic@group}
 */
public record ViewBrokerStatsRequest(String name, String key) implements Request<BrokerStatsDataResponse> {

    @Override
    public CommandType type() {
        return CommandType.VIEW_BROKER_STATS;
    }
}
