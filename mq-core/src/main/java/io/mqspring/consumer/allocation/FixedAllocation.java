package io.mqspring.consumer.allocation;

import io.mqspring.message.MessageQueue;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Queues by configuration: a member has what it was told to have and the topic still has, whoever else is there. */
final class FixedAllocation implements AllocationStrategy {

    private final String description;
    private final Predicate<MessageQueue> mine;

    private FixedAllocation(String description, Predicate<MessageQueue> mine) {
        this.description = description;
        this.mine = mine;
    }

    static FixedAllocation of(Collection<MessageQueue> queues) {
        Set<MessageQueue> wanted = Set.copyOf(queues);
        return new FixedAllocation(new TreeSet<>(wanted).toString(), wanted::contains);
    }

    static FixedAllocation ofIds(Collection<Integer> queueIds) {
        Set<Integer> wanted = Set.copyOf(queueIds);
        if (wanted.stream().anyMatch(id -> id < 0)) {
            throw new IllegalArgumentException("queue ids begin at 0, but the fixed ones are " + queueIds);
        }
        return new FixedAllocation(new TreeSet<>(wanted).toString(), queue -> wanted.contains(queue.queueId()));
    }

    @Override
    public String name() {
        return "CONFIG " + description;
    }

    @Override
    public List<MessageQueue> allocate(String member, List<String> members, List<MessageQueue> queues) {
        return members.contains(member) ? queues.stream().filter(mine).toList() : List.of();
    }
}
