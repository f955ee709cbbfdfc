package io.mqspring.protocol;

/**
 * Asks for a queue that falls to this member of the group (code 20101, of this project's brokers only; they say in heartbeat
 * answers that they know it). Held until the member that has the queue has let it go, its membership has ended, or the
 * broker's hand-over time-out is over.
 */
public record ClaimQueueRequest(String consumerGroup, String topic, int queueId, Claimant claimant)
        implements Request<ClaimQueueResponse> {

    @Override
    public CommandType type() {
        return CommandType.CLAIM_QUEUE;
    }
}
