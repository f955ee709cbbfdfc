package io.mqspring.consumer.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.message.MessageQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AverageAllocationTests {

    private final AverageAllocation strategy = new AverageAllocation();

    @Test
    void S1_allocation_divides_every_number_of_queues_over_every_number_of_members_as_official_members_do() {
        for (int queues = 0; queues <= 40; queues++) {
            for (int members = 1; members <= 24; members++) {
                List<MessageQueue> all = queues(queues);
                List<String> ids = members(members);
                List<MessageQueue> divided = new ArrayList<>();
                for (int index = 0; index < members; index++) {
                    List<MessageQueue> mine = strategy.allocate(ids.get(index), ids, all);
                    assertThat(mine)
                            .as("%d queues, member %d of %d", queues, index, members)
                            .isEqualTo(official(all, members, index));
                    divided.addAll(mine);
                }
                assertThat(divided).as("%d queues, %d members", queues, members).containsExactlyElementsOf(all);
            }
        }
    }

    @Test
    void gives_nothing_to_who_is_not_a_member() {
        assertThat(strategy.allocate("stranger", members(2), queues(4))).isEmpty();
    }

    @Test
    void shares_differ_by_one_at_most_and_the_first_members_have_the_larger_ones() {
        List<Integer> sizes = IntStream.range(0, 3)
                .mapToObj(i -> strategy.allocate(members(3).get(i), members(3), queues(8))
                        .size())
                .toList();

        assertThat(sizes).containsExactly(3, 3, 2);
    }

    /** The official client's averaging, written down index by index. */
    private static List<MessageQueue> official(List<MessageQueue> all, int members, int index) {
        int mod = all.size() % members;
        int averageSize =
                all.size() <= members ? 1 : (mod > 0 && index < mod ? all.size() / members + 1 : all.size() / members);
        int startIndex = (mod > 0 && index < mod) ? index * averageSize : index * averageSize + mod;
        int range = Math.min(averageSize, all.size() - startIndex);
        List<MessageQueue> result = new ArrayList<>();
        for (int i = 0; i < range; i++) {
            result.add(all.get((startIndex + i) % all.size()));
        }
        return result;
    }

    private static List<MessageQueue> queues(int count) {
        return IntStream.range(0, count)
                .mapToObj(id -> new MessageQueue("orders", "b", id))
                .toList();
    }

    private static List<String> members(int count) {
        return IntStream.range(0, count)
                .mapToObj(id -> String.format("member-%02d", id))
                .toList();
    }
}
