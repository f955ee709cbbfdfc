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

    /** The next queue of a broker that has not failed, else the next one but the last that was tried. */
    MessageQueue nextAvoiding(
            String topic, List<MessageQueue> queues, Set<String> failedBrokers, MessageQueue lastTried) {
        MessageQueue second = lastTried;
        for (int i = 0; i < queues.size(); i++) {
            MessageQueue queue = next(topic, queues);
            if (!failedBrokers.contains(queue.brokerName())) {
                return queue;
            }
            if (!queue.equals(lastTried)) {
                second = queue;
            }
        }
        return second;
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
