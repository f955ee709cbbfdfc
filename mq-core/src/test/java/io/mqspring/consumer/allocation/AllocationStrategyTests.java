package io.mqspring.consumer.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mqspring.message.MessageQueue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllocationStrategyTests {

    @ParameterizedTest
    @ValueSource(strings = {"AVG", "AVG_BY_CIRCLE", "CONSISTENT_HASH"})
    void every_queue_has_exactly_one_owner_however_many_members_and_queues_there_are(String name) {
        AllocationStrategy strategy = named(name);
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            List<String> members = members(1 + random.nextInt(12), random);
            List<MessageQueue> queues = queues(random.nextInt(3), random.nextInt(12));
            List<MessageQueue> divided = new ArrayList<>();
            for (String member : members) {
                List<MessageQueue> mine = strategy.allocate(member, members, queues);
                assertThat(mine).isSorted();
                divided.addAll(mine);
            }
            assertThat(divided).as("round %d", round).containsExactlyInAnyOrderElementsOf(queues);
            assertThat(strategy.allocate("a stranger", members, queues)).isEmpty();
        }
    }

    @Test
    void circle_deals_queues_out_one_by_one() {
        AllocationStrategy circle = AllocationStrategy.circle();

        assertThat(ids(circle.allocate("b", List.of("a", "b", "c"), queues(1, 8))))
                .containsExactly(1, 4, 7);
        assertThat(ids(circle.allocate("c", List.of("a", "b", "c"), queues(1, 2))))
                .isEmpty();
    }

    @Test
    void consistent_hash_divides_as_official_members_do() {
        // Apache RocketMQ 5.5.0's AllocateMessageQueueConsistentHash said so.
        AllocationStrategy ring = AllocationStrategy.consistentHash();
        List<String> members = List.of("10.0.0.1@1#a", "10.0.0.2@2#b", "10.0.0.3@3#c");
        List<MessageQueue> queues = IntStream.range(0, 16)
                .mapToObj(id -> new MessageQueue("orders", id < 8 ? "broker-a" : "broker-b", id % 8))
                .toList();

        assertThat(places(ring.allocate("10.0.0.1@1#a", members, queues))).isEqualTo("a4 b3");
        assertThat(places(ring.allocate("10.0.0.2@2#b", members, queues))).isEqualTo("a1 a6 a7 b1 b4 b7");
        assertThat(places(ring.allocate("10.0.0.3@3#c", members, queues))).isEqualTo("a0 a2 a3 a5 b0 b2 b5 b6");
        assertThat(places(AllocationStrategy.consistentHash(100).allocate("10.0.0.2@2#b", members, queues)))
                .isEqualTo("a3 a6 b1 b2 b3 b6 b7");
    }

    @Test
    void consistent_hash_moves_only_what_the_one_who_leaves_had() {
        AllocationStrategy ring = AllocationStrategy.consistentHash();
        List<MessageQueue> queues = queues(4, 16);
        List<String> members = members(5, new Random(3));
        String leaving = members.get(2);
        List<String> staying =
                members.stream().filter(one -> !one.equals(leaving)).toList();

        for (String member : staying) {
            assertThat(ring.allocate(member, staying, queues)).containsAll(ring.allocate(member, members, queues));
        }
    }

    @Test
    void consistent_hash_with_more_points_is_more_even() {
        List<String> members = members(4, new Random(5));
        List<MessageQueue> queues = queues(8, 32);

        assertThat(spread(AllocationStrategy.consistentHash(500), members, queues))
                .isLessThan(spread(AllocationStrategy.consistentHash(1), members, queues));
        assertThatIllegalArgumentException().isThrownBy(() -> AllocationStrategy.consistentHash(0));
    }

    @Test
    void fixed_gives_a_member_what_it_was_told_to_have_as_far_as_the_topic_has_it() {
        MessageQueue here = new MessageQueue("orders", "b0", 1);
        AllocationStrategy some = AllocationStrategy.fixed(List.of(here, new MessageQueue("orders", "b9", 1)));

        assertThat(some.allocate("a", List.of("a", "b"), queues(2, 4))).containsExactly(here);
        assertThat(some.allocate("stranger", List.of("a", "b"), queues(2, 4))).isEmpty();
        assertThat(ids(AllocationStrategy.fixedIds(List.of(0, 3)).allocate("a", List.of("a"), queues(1, 3))))
                .containsExactly(0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AllocationStrategy.fixedIds(List.of(-1)))
                .withMessageContaining("-1");
    }

    private static int spread(AllocationStrategy strategy, List<String> members, List<MessageQueue> queues) {
        Map<String, Integer> sizes = new HashMap<>();
        members.forEach(member ->
                sizes.put(member, strategy.allocate(member, members, queues).size()));
        TreeSet<Integer> sorted = new TreeSet<>(sizes.values());
        return sorted.last() - sorted.first();
    }

    private static AllocationStrategy named(String name) {
        AllocationStrategy strategy =
                switch (name) {
                    case "AVG" -> AllocationStrategy.average();
                    case "AVG_BY_CIRCLE" -> AllocationStrategy.circle();
                    default -> AllocationStrategy.consistentHash();
                };
        assertThat(strategy.name()).isEqualTo(name);
        return strategy;
    }

    private static String places(List<MessageQueue> queues) {
        return String.join(
                " ",
                queues.stream()
                        .map(queue -> queue.brokerName().substring(7) + queue.queueId())
                        .toList());
    }

    private static List<Integer> ids(List<MessageQueue> queues) {
        return queues.stream().map(MessageQueue::queueId).toList();
    }

    private static List<MessageQueue> queues(int brokers, int each) {
        return IntStream.range(0, brokers)
                .boxed()
                .flatMap(
                        broker -> IntStream.range(0, each).mapToObj(id -> new MessageQueue("orders", "b" + broker, id)))
                .sorted()
                .toList();
    }

    private static List<String> members(int count, Random random) {
        TreeSet<String> members = new TreeSet<>();
        while (members.size() < count) {
            members.add("10.0.0." + random.nextInt(256) + "@" + random.nextInt(10_000));
        }
        return List.copyOf(members);
    }
}
