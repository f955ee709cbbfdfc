package io.mqspring.consumer.allocation;

import io.mqspring.message.MessageQueue;
import java.util.ArrayList;
import java.util.List;

/** The first queue goes to the first member, the second to the second, and round again. */
record CircleAllocation() implements AllocationStrategy {

    @Override
    public String name() {
        return "AVG_BY_CIRCLE";
    }

    @Override
    public List<MessageQueue> allocate(String member, List<String> members, List<MessageQueue> queues) {
        int index = members.indexOf(member);
        if (index < 0) {
            return List.of();
        }
        List<MessageQueue> mine = new ArrayList<>();
        for (int i = index; i < queues.size(); i += members.size()) {
            mine.add(queues.get(i));
        }
        return List.copyOf(mine);
    }
}
