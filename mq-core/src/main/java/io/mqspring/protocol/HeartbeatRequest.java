package io.mqspring.protocol;

import java.util.List;

/**
 * Tells a broker who the client is and what its groups subscribe to (code 34).
 *
 * @param clientId the client, unique within its groups
 * @param producerGroups groups it produces for
 * @param consumers groups it consumes for
 */
public record HeartbeatRequest(String clientId, List<String> producerGroups, List<Consumer> consumers)
        implements Request<HeartbeatResponse> {

    /**
     * One group of the client.
     *
     * @param consumeType {@code CONSUME_PASSIVELY} (push) or {@code CONSUME_ACTIVELY} (pull)
     * @param messageModel {@code CLUSTERING} or {@code BROADCASTING}
     * @param consumeFromWhere informational
     */
    public record Consumer(
            String group,
            String consumeType,
            String messageModel,
            String consumeFromWhere,
            List<SubscriptionEntry> subscriptions) {}

    @Override
    public CommandType type() {
        return CommandType.HEARTBEAT;
    }
}
