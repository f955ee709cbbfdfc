package io.mqspring.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Official consumers that fetch, at our broker, by its address alone. */
@Tag("ci")
@ExtendWith(Tour.Shared.class)
class OfficialPullConsumersIT {

    private final Tour tour;

    OfficialPullConsumersIT(Tour tour) {
        this.tour = tour;
    }

    private static List<String> poll(OfficialClient client, String name, int count) {
        List<String> bodies = new ArrayList<>();
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            client.run("lite-poll", name, "200")
                    .forEach(line -> bodies.add(StoredMessage.parse(line).body()));
            assertThat(bodies).hasSizeGreaterThanOrEqualTo(count);
        });
        return bodies;
    }

    @ParameterizedTest(name = "{0} lite pull consumer: subscribes, commits, and goes on there")
    @EnumSource
    void subscribes(TourClient which) {
        OfficialClient client = tour.client(which);
        String topic = tour.fresh("lite");
        String group = tour.fresh("lite");
        Tour.produce(client, "sync", topic, 8);
        client.run("lite-start", group, "group=" + group, "topic=" + topic);
        assertThat(poll(client, group, 8)).containsExactlyInAnyOrderElementsOf(Tour.numbered("m", 0, 8));
        assertThat(client.run("lite-commit", group)).hasSize(4).allSatisfy(line -> assertThat(line)
                .endsWith("\t2"));
        client.run("lite-leave", group);
        Tour.produceAs(client, "sync", topic, 4, "n");
        client.run("lite-start", group, "group=" + group, "topic=" + topic);
        assertThat(poll(client, group, 4)).containsExactlyInAnyOrderElementsOf(Tour.numbered("n", 0, 4));
        client.run("lite-leave", group);
    }

    @ParameterizedTest(name = "{0} lite pull consumer: filtered by tags and by SQL92")
    @EnumSource(names = {"V5_5", "V4_9"})
    void filters(TourClient which) {
        OfficialClient client = tour.client(which);
        String topic = tour.fresh("lite");
        Tour.produce(client, "sync", topic, 9);
        String tags = tour.fresh("tags");
        client.run("lite-start", tags, "group=" + tags, "topic=" + topic, "expr=t1");
        assertThat(poll(client, tags, 3)).containsExactlyInAnyOrder("m1", "m4", "m7");
        client.run("lite-leave", tags);
        String sql = tour.fresh("sql");
        client.run("lite-start", sql, "group=" + sql, "topic=" + topic, "sql=true", "expr=amount >= 7");
        assertThat(poll(client, sql, 2)).containsExactlyInAnyOrder("m7", "m8");
        client.run("lite-leave", sql);
    }

    @ParameterizedTest(name = "{0} lite pull consumer: takes queues itself, and seeks")
    @EnumSource(names = {"V5_5", "V4_9"})
    void assigns(TourClient which) {
        OfficialClient client = tour.client(which);
        String topic = tour.fresh("lite");
        String name = tour.fresh("assigned");
        Tour.produce(client, "sync", topic, 8);
        client.run("lite-start", name, "group=" + name, "topic=" + topic, "assign=true");
        assertThat(client.run("lite-assignment", name)).containsExactlyInAnyOrder("0", "1", "2", "3");
        // An assigned queue begins where a new group does, which is the end here, or the beginning of a young topic.
        client.run("lite-seek", name, "begin");
        assertThat(poll(client, name, 8)).containsAll(Tour.numbered("m", 0, 8));
        client.run("lite-seek", name, "1");
        assertThat(poll(client, name, 4)).hasSizeGreaterThanOrEqualTo(4);
        client.run("lite-seek", name, "end");
        Tour.produceAs(client, "sync", topic, 4, "n");
        assertThat(poll(client, name, 4)).containsAll(Tour.numbered("n", 0, 4));
        client.run("lite-leave", name);
    }

    @ParameterizedTest(name = "{0} pull consumer: a queue by offset, with tags and SQL92")
    @EnumSource
    void pulls(TourClient which) {
        OfficialClient client = tour.client(which);
        String topic = tour.fresh("pull");
        // The first message makes the topic.
        Tour.produce(client, "ordered", topic, 1);
        Tour.produce(client, "queue", topic, 9);
        assertThat(client.run("pull", topic, "3", "4", "tag", "*"))
                .hasSize(6)
                .first()
                .isEqualTo("FOUND\t9\t0\t9");
        assertThat(client.run("pull", topic, "3", "0", "tag", "t1")).hasSize(4);
        // This consumer filters so only when a heartbeat has told it the broker's version.
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                        client.run("pull", topic, "3", "0", "sql", "amount IN ('2')"))
                .hasSize(2));
        assertThat(client.run("pull", topic, "3", "0", "sql", "amount > 10"))
                .containsExactly("NO_MATCHED_MSG\t9\t0\t9");
        assertThat(client.run("pull", topic, "3", "9", "tag", "*")).containsExactly("NO_NEW_MSG\t9\t0\t9");
        assertThat(client.run("pull", topic, "3", "99", "tag", "*")).containsExactly("OFFSET_ILLEGAL\t9\t0\t9");
        assertThatThrownBy(() -> client.run("pull", topic, "3", "0", "sql", "amount >"))
                .hasMessageContaining("CODE: 23")
                .hasMessageContaining("is wrong at character 9");
    }
}
