package io.mqspring.producer;

import io.mqspring.message.Message;
import io.mqspring.message.MessageQueue;
import java.util.List;

/** Chooses the queue of a message. Must be thread safe. */
@FunctionalInterface
public interface QueueSelector {

    /**
     * @param message what is sent
     * @param queues the topic's writable queues, sorted, never empty
     * @return one of them
     */
    MessageQueue select(Message message, List<MessageQueue> queues);

    /** By the hash of a key: the same key goes to the same queue as long as the number of queues stays. */
    static QueueSelector byKey(String key) {
        return (message, queues) -> queues.get(Math.floorMod(key.hashCode(), queues.size()));
    }
}
