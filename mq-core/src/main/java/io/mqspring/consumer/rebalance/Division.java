package io.mqspring.consumer.rebalance;

import io.mqspring.consumer.allocation.AllocationStrategy;
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

    /** The member's queues; what a strategy of the user's names that the topic does not have is left out. */
    List<MessageQueue> queuesOf(String member) {
        return strategy.allocate(member, members, queues).stream()
                .filter(queues::contains)
                .distinct()
                .toList();
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
