package io.mqspring.broker.pop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.broker.group.ConsumerOffsets;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PopPartsTests {

    private static final List<String> MEMBERS = List.of("a", "b", "c");

    @Test
    void aHandleIsReadAsItIsWritten() {
        PopHandle handle = PopHandle.parse("100 1767225600000 60000 3 0 broker-a 2 101");
        assertThat(handle.offset()).isEqualTo(101);
        assertThat(handle.popTime()).isEqualTo(1_767_225_600_000L);
        assertThat(handle).hasToString("100 1767225600000 60000 3 0 broker-a 2 101");
        assertThatThrownBy(() -> PopHandle.parse("1 2 3")).hasMessageContaining("8 parts");
        assertThatThrownBy(() -> PopHandle.parse("1 2 3 4 0 b x 7")).hasMessageContaining("no handle");
    }

    @Test
    void queuesAreDividedAsMembersDivideThem() {
        assertThat(QueueShares.alone("AVG", "a", MEMBERS, 8)).contains(List.of(0, 1, 2));
        assertThat(QueueShares.alone("AVG", "b", MEMBERS, 8)).contains(List.of(3, 4, 5));
        assertThat(QueueShares.alone("AVG", "c", MEMBERS, 8)).contains(List.of(6, 7));
        assertThat(QueueShares.alone("AVG", "c", MEMBERS, 2)).contains(List.of());
        assertThat(QueueShares.alone("AVG_BY_CIRCLE", "b", MEMBERS, 8)).contains(List.of(1, 4, 7));
        assertThat(QueueShares.alone("AVG", "stranger", MEMBERS, 8)).contains(List.of());
        assertThat(QueueShares.alone("MACHINE_ROOM", "a", MEMBERS, 8)).isEmpty();
        for (int queues = 1; queues < 20; queues++) {
            for (String strategy : List.of("AVG", "AVG_BY_CIRCLE")) {
                TreeSet<Integer> all = new TreeSet<>();
                int count = 0;
                for (String member : MEMBERS) {
                    List<Integer> part =
                            QueueShares.alone(strategy, member, MEMBERS, queues).orElseThrow();
                    all.addAll(part);
                    count += part.size();
                }
                assertThat(all).hasSize(queues);
                assertThat(count).isEqualTo(queues);
            }
        }
    }

    @Test
    void membersShareTheQueuesOfThoseAfterThem() {
        assertThat(QueueShares.shared("AVG", "a", MEMBERS, 8, 1)).contains(List.of(0, 1, 2, 3, 4, 5));
        assertThat(QueueShares.shared("AVG", "c", MEMBERS, 8, 1)).contains(List.of(0, 1, 2, 6, 7));
        assertThat(QueueShares.shared("AVG", "c", MEMBERS, 8, 9)).contains(List.of(0, 1, 2, 3, 4, 5, 6, 7));
        assertThat(QueueShares.shared("AVG", "c", MEMBERS, 2, 1))
                .as("more members than queues")
                .contains(List.of(0));
        assertThat(QueueShares.shared("AVG", "stranger", MEMBERS, 8, 1)).contains(List.of());
    }

    @Test
    void whatIsDeletedAndMadeAnewHasNothingOut() {
        ConsumerOffsets offsets = new ConsumerOffsets();
        PopTable table = new PopTable(offsets);
        for (String topic : List.of("orders", "bills")) {
            popOne(table, offsets, new PopKey("g", topic, 0));
        }
        assertThat(table.handedOut()).isEqualTo(2);

        offsets.removeTopic("orders");
        table.forgetTopic("orders");
        offsets.commit("g", "orders", 0, 0);
        table.run(() -> assertThat(table.find(new PopKey("g", "orders", 0))).isNull());
        assertThat(table.handedOut()).isEqualTo(1);

        table.forgetGroup("g");
        assertThat(table.handedOut()).isZero();
    }

    private static void popOne(PopTable table, ConsumerOffsets offsets, PopKey key) {
        offsets.commit(key.group(), key.topic(), key.queueId(), 0);
        table.run(() -> {
            PopQueue queue = table.add(key, 0);
            queue.out.put(0L, new Handout(0, 1, 2));
            queue.next = 1;
        });
    }
}
