package io.mqspring.producer;

import io.mqspring.message.Message;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.PropertyNames;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the queue of a message: once, also when the send is tried again. Must be thread safe. Called in the thread that
 * sends, or on an event loop when the topic's queues had to be asked for: it must not block.
 */
@FunctionalInterface
public interface QueueSelector {

    /**
     * @param message what is sent
     * @param queues the topic's writable queues, sorted by broker name and number, never empty
     * @return one of them
     */
    MessageQueue select(Message message, List<MessageQueue> queues);

    /**
     * By the hash of a key: the same key goes to the same queue as long as the number of queues stays, and to the one that
     * the official client's {@code SelectMessageQueueByHash} chooses for the same text.
     */
    static QueueSelector byKey(String key) {
        return new KeyHash(key);
    }

    /** The selector of a message that says what it must be in order with, or null. */
    static @Nullable QueueSelector of(Message message) {
        String key = message.properties().get(PropertyNames.SHARDING_KEY);
        return key == null ? null : byKey(key);
    }

    /**
     * What {@link #byKey} makes. The remainder of Java's {@code String.hashCode()} without its sign: not the same as a floored
     * one.
     */
    record KeyHash(String key) implements QueueSelector {

        @Override
        public MessageQueue select(Message message, List<MessageQueue> queues) {
            return queues.get(Math.abs(key.hashCode() % queues.size()));
        }
    }

    /** One queue, whatever there is. */
    record Pinned(MessageQueue queue) implements QueueSelector {

        @Override
        public MessageQueue select(Message message, List<MessageQueue> queues) {
            return queue;
        }
    }
}
