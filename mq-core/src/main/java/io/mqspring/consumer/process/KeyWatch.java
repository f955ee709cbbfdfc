package io.mqspring.consumer.process;

import io.mqspring.message.MessageQueue;
import io.mqspring.message.TopicNames;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices a key whose messages are in two queues of a topic: in each of them they are in order, and nobody knows what their
 * order is together. It remembers where some recent keys were, by their hash, and says so once. Confined to the loop.
 */
final class KeyWatch {

    private static final Logger log = LoggerFactory.getLogger(KeyWatch.class);
    private static final int SLOTS = 1024;

    private final String group;
    private @Nullable String @Nullable [] keys = new @Nullable String[SLOTS];
    private final @Nullable MessageQueue[] queues = new @Nullable MessageQueue[SLOTS];

    KeyWatch(String group) {
        this.group = group;
    }

    void seen(String key, MessageQueue queue) {
        @Nullable String[] known = keys;
        if (known == null || TopicNames.isRetryTopic(queue.topic())) {
            return;
        }
        int hash = key.hashCode();
        int slot = (hash ^ hash >>> 16) & SLOTS - 1;
        MessageQueue before = queues[slot];
        if (before == null || !key.equals(known[slot])) {
            known[slot] = key;
            queues[slot] = queue;
        } else if (before != queue && !before.equals(queue)) {
            log.warn(
                    "{}: messages of key '{}' are in {} and in {}; each queue is consumed in order, but not the two of them"
                            + " together. Either the number of queues was changed while messages waited, or a producer does not"
                            + " choose the queue by the sharding key (orderedBy does)",
                    group,
                    key,
                    before,
                    queue);
            keys = null;
        }
    }
}
