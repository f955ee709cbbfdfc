package io.mqspring.protocol;

import io.mqspring.message.MessageQueue;
import java.util.List;

/**
 * Locks queues for one member of a group, or renews its locks (code 41): who consumes in order holds the lock of a queue.
 *
 * @param clientId the member
 * @param queues what it wants
 */
public record LockQueuesRequest(String clientId, String consumerGroup, List<MessageQueue> queues)
        implements Request<LockQueuesResponse> {

    @Override
    public CommandType type() {
        return CommandType.LOCK_BATCH_MQ;
    }
}
