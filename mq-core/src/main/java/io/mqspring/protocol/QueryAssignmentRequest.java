package io.mqspring.protocol;

/**
 * Asks which queues of a topic a member has, and whether it pulls or pops (code 400).
 *
 * @param strategy how queues are divided: {@code AVG} or {@code AVG_BY_CIRCLE}
 * @param messageModel {@code CLUSTERING} or {@code BROADCASTING}
 */
public record QueryAssignmentRequest(
        String consumerGroup, String topic, String clientId, String strategy, String messageModel)
        implements Request<QueryAssignmentResponse> {

    @Override
    public CommandType type() {
        return CommandType.QUERY_ASSIGNMENT;
    }
}
