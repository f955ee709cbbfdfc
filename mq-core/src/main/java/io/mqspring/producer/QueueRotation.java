package io.mqspring.producer;

import io.mqspring.message.MessageQueue;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/** Takes a topic's queues in turn, from a random start. Thread safe. */
final class QueueRotation {

    private final ConcurrentMap<String, AtomicInteger> counters = new ConcurrentHashMap<>();
    private final RandomGenerator random;

    QueueRotation(RandomGenerator random) {
        this.random = random;
    }

    /** The next queue. */
    MessageQueue next(String topic, List<MessageQueue> queues) {
        return queues.get(Math.floorMod(counter(topic).getAndIncrement(), queues.size()));
    }

    /**
     * The next queue of a broker that has not failed and is not avoided; else of one that has not failed; else any.
     *
     * @param failedBrokers by name
     */
    MessageQueue next(String topic, List<MessageQueue> queues, Set<String> failedBrokers, BrokerAvoidance avoidance) {
        MessageQueue queue = next(topic, queues);
        for (int i = 0; i < queues.size(); i++) {
            if (!failedBrokers.contains(queue.brokerName()) && avoidance.admits(queue.brokerName())) {
                return queue;
            }
            queue = next(topic, queues);
        }
        for (int i = 0; i < queues.size() && failedBrokers.contains(queue.brokerName()); i++) {
            queue = next(topic, queues);
        }
        return queue;
    }

    private AtomicInteger counter(String topic) {
        AtomicInteger counter = counters.get(topic);
        return counter != null ? counter : counters.computeIfAbsent(topic, unused -> new AtomicInteger(start()));
    }

    private int start() {
        synchronized (random) {
            return random.nextInt(1 << 16);
        }
    }
}
