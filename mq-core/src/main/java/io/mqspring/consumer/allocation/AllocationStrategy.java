package io.mqspring.consumer.allocation;

import io.mqspring.message.MessageQueue;
import java.util.Collection;
import java.util.List;

/**
 * Divides a topic's queues over a group's members. Pure: every member must come to the same division, so all members of a
 * group have the same strategy. Thread safe.
 */
@FunctionalInterface
public interface AllocationStrategy {

    /** Points per member on the ring of {@link #consistentHash()}, as in RocketMQ. */
    int VIRTUAL_NODES = 10;

    /**
     * @param member who asks
     * @param members all members, sorted, each once
     * @param queues all queues of one topic, sorted
     * @return the member's queues; empty if it is not among the members
     */
    List<MessageQueue> allocate(String member, List<String> members, List<MessageQueue> queues);

    /** What logs call it; RocketMQ's name where there is one. */
    default String name() {
        return getClass().getSimpleName();
    }

    /** Runs of adjacent queues; RocketMQ's default. */
    static AllocationStrategy average() {
        return new AverageAllocation();
    }

    /** Queues dealt out one by one, so that each member has queues of every broker. */
    static AllocationStrategy circle() {
        return new CircleAllocation();
    }

    /** Few queues move when a member joins or leaves, at the price of uneven shares. */
    static AllocationStrategy consistentHash() {
        return consistentHash(VIRTUAL_NODES);
    }

    /**
     * {@link #consistentHash()} with another number of points per member: more points make the shares more even.
     *
     * @param virtualNodes the same for all members; at least 1
     */
    static AllocationStrategy consistentHash(int virtualNodes) {
        return new ConsistentHashAllocation(virtualNodes);
    }

    /**
     * This member has these queues, whoever else is in the group. What no member names, nobody consumes; what two name, both
     * consume.
     */
    static AllocationStrategy fixed(Collection<MessageQueue> queues) {
        return FixedAllocation.of(queues);
    }

    /** This member has the queues with these ids, of every topic and broker, whoever else is in the group. */
    static AllocationStrategy fixedIds(Collection<Integer> queueIds) {
        return FixedAllocation.ofIds(queueIds);
    }
}
