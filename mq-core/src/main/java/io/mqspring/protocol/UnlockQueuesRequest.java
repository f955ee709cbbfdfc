package io.mqspring.protocol;

import io.mqspring.message.MessageQueue;
import java.util.List;

/**
 * Gives locks of queues back (code 42).
 *
 * @param clientId who holds them; locks of others stay
 */
public record UnlockQueuesRequest(String clientId, String consumerGroup, List<MessageQueue> queues)
        implements Request<EmptyResponse> {

    @Override
    public CommandType type() {
        return CommandType.UNLOCK_BATCH_MQ;
    }
}
