package io.mqspring.client;

import io.mqspring.consumer.allocation.AllocationStrategy;
import java.util.List;

/**
 * What a push consumer is to be.
 *
 * @param version of the subscriptions, milliseconds
 * @param broadcasting whether every member gets every message
 * @param allocation how queues are divided over the group's members
 */
record ConsumerPlan(
        String group,
        long version,
        List<TopicListener> listeners,
        boolean broadcasting,
        AllocationStrategy allocation) {

    ConsumerPlan {
        listeners = List.copyOf(listeners);
    }
}
