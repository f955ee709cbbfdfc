package io.mqspring.protocol;

/**
 * Asks how far all groups of a broker have come (code 317).
 *
 * @param ordered only groups that are set to be ordered
 */
public record GetBrokerConsumeStatsRequest(boolean ordered) implements Request<BrokerConsumeStatsResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_BROKER_CONSUME_STATS;
    }
}
