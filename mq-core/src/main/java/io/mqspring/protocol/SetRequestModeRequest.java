package io.mqspring.protocol;

/**
 * Sets how the members of a group get messages of a topic (code 401).
 *
 * @param popShareQueues of how many other members a member pops the queues too; 0 or less for all
 */
public record SetRequestModeRequest(String topic, String consumerGroup, MessageRequestMode mode, int popShareQueues)
        implements Request<EmptyResponse> {

    @Override
    public CommandType type() {
        return CommandType.SET_REQUEST_MODE;
    }
}
