package io.mqspring.consumer.allocation;

import io.mqspring.message.MessageQueue;
import java.util.List;

/**
 * RocketMQ's default: each member gets a run of adjacent queues, the first members one more when the division leaves a
 * rest. Members of either project in one group come to the same division.
 */
record AverageAllocation() implements AllocationStrategy {

    @Override
    public String name() {
        return "AVG";
    }

    @Override
    public List<MessageQueue> allocate(String member, List<String> members, List<MessageQueue> queues) {
        int index = members.indexOf(member);
        if (index < 0 || queues.isEmpty()) {
            return List.of();
        }
        int rest = queues.size() % members.size();
        boolean larger = rest > 0 && index < rest;
        int size = queues.size() <= members.size() ? 1 : queues.size() / members.size() + (larger ? 1 : 0);
        int start = larger ? index * size : index * size + rest;
        int count = Math.min(size, queues.size() - start);
        return count <= 0 ? List.of() : List.copyOf(queues.subList(start, start + count));
    }
}
