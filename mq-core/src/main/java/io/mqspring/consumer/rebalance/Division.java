package io.mqspring.consumer.rebalance;

import io.mqspring.message.MessageQueue;
import java.util.List;
import java.util.Optional;

/**
 * How a topic's queues are divided over the members. Immutable.
 *
 * @param members sorted, each once
 * @param queues sorted
 */
record Division(AllocationStrategy strategy, List<String> members, List<MessageQueue> queues) {

    static Division of(AllocationStrategy strategy, List<String> members, List<MessageQueue> queues) {
        return new Division(
                strategy,
                members.stream().distinct().sorted().toList(),
                queues.stream().sorted().toList());
    }

    List<MessageQueue> queuesOf(String member) {
        return strategy.allocate(member, members, queues);
    }

    Optional<String> ownerOf(MessageQueue queue) {
        return members.stream()
                .filter(member -> queuesOf(member).contains(queue))
                .findFirst();
    }

    Division without(String member) {
        return new Division(
                strategy,
                members.stream().filter(other -> !other.equals(member)).toList(),
                queues);
    }
}
