package io.mqspring.protocol;

/**
 * Lets a queue go, or gives up waiting for it (code 20102, of this project's brokers only). The last commit travels along: it
 * counts only if the queue is still the claimant's, and before the next owner hears of it.
 *
 * @param offset next offset to consume; negative: nothing to commit
 */
public record ReleaseQueueRequest(String consumerGroup, String topic, int queueId, Claimant claimant, long offset)
        implements Request<ReleaseQueueResponse> {

    @Override
    public CommandType type() {
        return CommandType.RELEASE_QUEUE;
    }
}
