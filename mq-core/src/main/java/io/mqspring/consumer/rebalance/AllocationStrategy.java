package io.mqspring.consumer.rebalance;

import io.mqspring.message.MessageQueue;
import java.util.List;

/** Divides a topic's queues over a group's members. Pure: every member must come to the same division. Stateless. */
@FunctionalInterface
public interface AllocationStrategy {

    /**
     * @param member who asks
     * @param members all members, sorted, each once
     * @param queues all queues of one topic, sorted
     * @return the member's queues; empty if it is not among the members
     */
    List<MessageQueue> allocate(String member, List<String> members, List<MessageQueue> queues);
}
