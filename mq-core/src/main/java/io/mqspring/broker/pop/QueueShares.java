package io.mqspring.broker.pop;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Divides the queues of a topic over the members of a group as the members would: the same numbers from the same sorted
 * input, so that members that ask and members that divide for themselves agree. Stateless.
 */
public final class QueueShares {

    private static final String AVERAGE = "AVG";
    private static final String IN_TURN = "AVG_BY_CIRCLE";

    private QueueShares() {}

    /**
     * The queues of a member that has them for itself.
     *
     * @param members sorted client ids
     * @return empty if there is no such strategy
     */
    public static Optional<List<Integer>> alone(String strategy, String member, List<String> members, int queues) {
        int index = members.indexOf(member);
        if (!strategy.equals(AVERAGE) && !strategy.equals(IN_TURN)) {
            return Optional.empty();
        }
        return Optional.of(
                index < 0
                        ? List.of()
                        : strategy.equals(AVERAGE)
                                ? inARow(index, members.size(), queues)
                                : inTurn(index, members.size(), queues));
    }

    /**
     * The queues of a member that also pops those of the members after it.
     *
     * @param others of how many
     */
    public static Optional<List<Integer>> shared(
            String strategy, String member, List<String> members, int queues, int others) {
        int index = members.indexOf(member);
        if (index >= 0 && members.size() > queues) {
            // So that everybody has one.
            return Optional.of(List.of(index % queues));
        }
        TreeSet<Integer> all = new TreeSet<>();
        for (int i = 0; i <= Math.min(others, members.size() - 1) && index >= 0; i++) {
            Optional<List<Integer>> part = alone(strategy, members.get((index + i) % members.size()), members, queues);
            if (part.isEmpty()) {
                return part;
            }
            all.addAll(part.get());
        }
        return Optional.of(List.copyOf(all));
    }

    private static List<Integer> inARow(int index, int members, int queues) {
        int rest = queues % members;
        int size = queues / members + (index < rest ? 1 : 0);
        int start = index * (queues / members) + Math.min(index, rest);
        List<Integer> row = new ArrayList<>();
        for (int queue = start; queue < start + size; queue++) {
            row.add(queue);
        }
        return row;
    }

    private static List<Integer> inTurn(int index, int members, int queues) {
        List<Integer> every = new ArrayList<>();
        for (int queue = index; queue < queues; queue += members) {
            every.add(queue);
        }
        return every;
    }
}
