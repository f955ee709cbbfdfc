package io.mqspring.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.client.MqClient;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.Ordering;
import io.mqspring.consumer.PushConsumer;
import io.mqspring.consumer.SubscriptionSettings;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Official push consumers at our broker, by its address alone. */
@Tag("ci")
@ExtendWith(Tour.Shared.class)
class OfficialConsumersIT {

    private final Tour tour;

    OfficialConsumersIT(Tour tour) {
        this.tour = tour;
    }

    private static void awaited(ThrowingRunnable assertion) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(assertion);
    }

    @ParameterizedTest(name = "{0} push consumer: concurrent, what is there and what comes")
    @EnumSource
    void concurrent(TourClient which) {
        OfficialClient client = tour.client(which);
        String topic = tour.fresh("push");
        String consumer = tour.fresh("concurrent");
        Tour.produce(client, "sync", topic, 8);
        Tour.listen(client, consumer, topic, "batch=4");
        tour.heard(client, consumer, 8);
        Tour.produceAs(client, "sync", topic, 8, "n");
        List<String> wanted = new ArrayList<>(Tour.numbered("m", 0, 8));
        wanted.addAll(Tour.numbered("n", 0, 8));
        assertThat(Tour.bodies(tour.heard(client, consumer, 16))).containsExactlyInAnyOrderElementsOf(wanted);
        client.run("leave", consumer);
    }

    @ParameterizedTest(name = "{0} push consumer: goes on where its group has left off")
    @EnumSource(names = {"V5_5", "V4_9"})
    void goesOn(TourClient which) {
        OfficialClient client = tour.client(which);
        String topic = tour.fresh("progress");
        String group = tour.fresh("group");
        Tour.produce(client, "sync", topic, 8);
        Tour.listen(client, "first", topic, "group=" + group);
        tour.heard(client, "first", 8);
        client.run("leave", "first");
        Tour.produceAs(client, "sync", topic, 4, "n");
        Tour.listen(client, "second", topic, "group=" + group);
        assertThat(Tour.bodies(tour.heard(client, "second", 4)))
                .containsExactlyInAnyOrderElementsOf(Tour.numbered("n", 0, 4));
        client.run("leave", "second");
    }

    @ParameterizedTest(name = "{0} push consumer: filtered by tags")
    @EnumSource(names = {"V5_5", "V4_9"})
    void tags(TourClient which) {
        OfficialClient client = tour.client(which);
        String topic = tour.fresh("tags");
        String consumer = tour.fresh("tagged");
        Tour.produce(client, "sync", topic, 9);
        Tour.listen(client, consumer, topic, "expr=t0 || t2");
        tour.heard(client, consumer, 6);
        Tour.produceAs(client, "sync", topic, 1, "skipped", "tag=t1");
        Tour.produceAs(client, "sync", topic, 1, "last", "tag=t2");
        assertThat(Tour.bodies(tour.heard(client, consumer, 7)))
                .containsExactlyInAnyOrder("m0", "m2", "m3", "m5", "m6", "m8", "last0");
        client.run("leave", consumer);
    }

    @ParameterizedTest(name = "{0} push consumer: filtered by SQL92")
    @EnumSource
    void sql(TourClient which) {
        OfficialClient client = tour.client(which);
        String topic = tour.fresh("sql");
        String consumer = tour.fresh("choosy");
        Tour.produce(client, "sync", topic, 10);
        Tour.listen(
                client,
                consumer,
                topic,
                "sql=true",
                "expr=amount BETWEEN 3 AND 5 OR (kind IN ('late') AND TAGS = 't0')");
        tour.heard(client, consumer, 3);
        Tour.produceAs(client, "sync", topic, 2, "skipped", "kind=other");
        Tour.produceAs(client, "sync", topic, 2, "late", "kind=late");
        assertThat(Tour.bodies(tour.heard(client, consumer, 4))).containsExactlyInAnyOrder("m3", "m4", "m5", "late0");
        client.run("leave", consumer);
    }

    @ParameterizedTest(
            name = "{0} push consumer: a wrong SQL92 expression is refused at start, and where it is wrong is said")
    @EnumSource(names = {"V5_5", "V4_9"})
    void wrongSql(TourClient which) {
        OfficialClient client = tour.client(which);
        String topic = tour.fresh("sql");
        Tour.produce(client, "sync", topic, 1);
        assertThatThrownBy(() -> Tour.listen(client, tour.fresh("wrong"), topic, "sql=true", "expr=amount > 'three'"))
                .hasMessageContaining("CODE: 23")
                .hasMessageContaining("is wrong at character 10");
    }

    @ParameterizedTest(name = "{0} push consumer: in order, a failing message first")
    @EnumSource
    void ordered(TourClient which) {
        OfficialClient client = tour.client(which);
        String topic = tour.fresh("ordered");
        String consumer = tour.fresh("orderly");
        Tour.produce(client, "ordered", topic, 20);
        Tour.listen(client, consumer, topic, "ordered=true", "fail=3");
        List<StoredMessage> heard = tour.heard(client, consumer, 23);
        Map<Integer, List<Long>> offsets = heard.stream()
                .collect(Collectors.groupingBy(
                        StoredMessage::queueId, Collectors.mapping(StoredMessage::offset, Collectors.toList())));
        offsets.forEach((queue, seen) -> assertThat(seen).as("queue %s", queue).isSorted());
        assertThat(Tour.bodies(heard).stream().distinct()).hasSize(20);
        client.run("leave", consumer);
    }

    @ParameterizedTest(name = "{0} push consumer: in order, a queue goes from one member to the next by its lock")
    @EnumSource(names = {"V5_5", "V4_9"})
    void orderedMembers(TourClient which) {
        OfficialClient client = tour.client(which);
        String topic = tour.fresh("ordered");
        String group = tour.fresh("orderly");
        Tour.produce(client, "sync", topic, 8);
        Tour.listen(client, group + "-a", topic, "group=" + group, "ordered=true");
        tour.heard(client, group + "-a", 8);
        Tour.listen(client, group + "-b", topic, "group=" + group, "ordered=true");
        awaited(() -> {
            Tour.produceAs(client, "sync", topic, 4, "n");
            assertThat(client.run("heard", group + "-b"))
                    .as("the second member has queues")
                    .isNotEmpty();
        });
        Tour.produceAs(client, "sync", topic, 8, "last");
        awaited(() -> assertThat(eachOnce(client, group, "last"))
                .containsExactlyInAnyOrderElementsOf(Tour.numbered("last", 0, 8)));
        client.run("leave", group + "-a");
        Tour.produceAs(client, "sync", topic, 8, "alone");
        awaited(() -> assertThat(eachOnce(client, group, "alone"))
                .containsExactlyInAnyOrderElementsOf(Tour.numbered("alone", 0, 8)));
        client.run("leave", group + "-b");
    }

    @ParameterizedTest(
            name = "{0} push consumer: in order, beside a member of ours: each queue has one of them, by its lock")
    @EnumSource(names = {"V5_5", "V4_9"})
    void orderedMembersOfBothKinds(TourClient which) {
        OfficialClient client = tour.client(which);
        String topic = tour.fresh("ordered");
        String group = tour.fresh("mixed");
        List<String> ours = new CopyOnWriteArrayList<>();
        Tour.produce(client, "sync", topic, 8);
        Tour.listen(client, group + "-a", topic, "group=" + group, "ordered=true");
        tour.heard(client, group + "-a", 8);
        try (MqClient mine = MqClient.connect(tour.brokerAt("127.0.0.1"))) {
            PushConsumer member = mine.pushConsumer(group)
                    .subscribe(topic, "*", SubscriptionSettings.defaults().withOrdering(Ordering.QUEUE))
                    .listener(views -> {
                        views.forEach(view -> ours.add(new String(view.body(), StandardCharsets.UTF_8)));
                        return ConsumeResult.success();
                    })
                    .start();
            awaited(() -> assertThat(member.queues())
                    .filteredOn(one -> one.queue().topic().equals(topic) && one.consumedOffset() >= 0)
                    .hasSize(2));
            Tour.produceAs(client, "sync", topic, 8, "both");
            awaited(() -> {
                List<String> all = new ArrayList<>(eachOnce(client, group, "both"));
                ours.stream().filter(body -> body.startsWith("both")).forEach(all::add);
                assertThat(all).containsExactlyInAnyOrderElementsOf(Tour.numbered("both", 0, 8));
            });
            assertThat(ours).as("ours has queues of its own").anyMatch(body -> body.startsWith("both"));
            client.run("leave", group + "-a");
            Tour.produceAs(client, "sync", topic, 8, "alone");
            awaited(() -> assertThat(ours).containsAll(Tour.numbered("alone", 0, 8)));
            assertThat(ours).doesNotHaveDuplicates();
        }
    }

    /** What the members of a group that are still here have heard with a prefix. */
    private static List<String> eachOnce(OfficialClient client, String group, String prefix) {
        List<String> bodies = new ArrayList<>();
        for (String member : List.of("-a", "-b")) {
            try {
                client.run("heard", group + member)
                        .forEach(line -> bodies.add(StoredMessage.parse(line).body()));
            } catch (AssertionError gone) {
                // It has left; what it heard is not asked for.
                continue;
            }
        }
        return bodies.stream().filter(body -> body.startsWith(prefix)).toList();
    }

    @ParameterizedTest(name = "{0} push consumer: in order, what is given up becomes a dead letter")
    @EnumSource(names = "V5_5")
    void orderedGivesUp(TourClient which) {
        OfficialClient client = tour.client(which);
        String topic = tour.fresh("ordered");
        String consumer = tour.fresh("orderly");
        Tour.produceAs(client, "sync", topic, 1, "bad");
        Tour.listen(client, consumer, topic, "ordered=true", "fail=99", "max=1");
        awaited(() -> assertThat(Tour.bodies(client.dump("%DLQ%" + consumer))).containsExactly("bad0"));
        client.run("leave", consumer);
    }

    @ParameterizedTest(name = "{0} push consumer: a failed message comes again, and becomes a dead letter at last")
    @EnumSource(names = {"V5_5", "V4_9"})
    void retries(TourClient which) {
        OfficialClient client = tour.client(which);
        String topic = tour.fresh("failing");
        String consumer = tour.fresh("failed");
        Tour.produceAs(client, "sync", topic, 1, "bad");
        Tour.listen(client, consumer, topic, "fail=99", "max=1");
        List<StoredMessage> heard = tour.heard(client, consumer, 2);
        assertThat(heard.stream().map(StoredMessage::reconsumeTimes)).containsExactly(0, 1);
        assertThat(heard.stream().map(StoredMessage::topic).distinct()).containsExactly(topic);
        awaited(() -> assertThat(Tour.bodies(client.dump("%DLQ%" + consumer))).containsExactly("bad0"));
        client.run("leave", consumer);
    }

    @ParameterizedTest(name = "{0} push consumer: broadcasting, each member hears everything")
    @EnumSource(names = {"V5_5", "V4_9"})
    void broadcasting(TourClient which) {
        OfficialClient client = tour.client(which);
        String topic = tour.fresh("broadcast");
        String group = tour.fresh("everybody");
        Tour.produce(client, "sync", topic, 4);
        for (String member : List.of("-a", "-b")) {
            Tour.listen(client, group + member, topic, "group=" + group, "broadcast=true");
        }
        for (String member : List.of("-a", "-b")) {
            assertThat(Tour.bodies(tour.heard(client, group + member, 4)))
                    .containsExactlyInAnyOrderElementsOf(Tour.numbered("m", 0, 4));
            client.run("leave", group + member);
        }
    }

    @ParameterizedTest(name = "{0} push consumer: starts at the first message, the last, or a time")
    @EnumSource(names = {"V5_5", "V4_9"})
    void starts(TourClient which) {
        OfficialClient client = tour.client(which);
        String topic = tour.fresh("starts");
        Tour.produce(client, "sync", topic, 4);
        String name = tour.fresh("start");
        // Of a young topic a new group of members that share gets all, as with official brokers: broadcasting shows the
        // rest.
        Tour.listen(client, name + "-young", topic, "from=last");
        Tour.listen(client, name + "-first", topic, "broadcast=true", "from=first");
        Tour.listen(client, name + "-last", topic, "broadcast=true", "from=last");
        Tour.listen(client, name + "-past", topic, "broadcast=true", "from=20200101000000");
        Tour.listen(client, name + "-future", topic, "broadcast=true", "from=20990101000000");
        for (String all : List.of("-young", "-first", "-past")) {
            assertThat(tour.heard(client, name + all, 4)).hasSize(4);
        }
        awaited(() -> {
            // Until it has asked for the end of its queues, it may not see the first of these.
            Tour.produceAs(client, "sync", topic, 4, "n");
            assertThat(client.run("heard", name + "-last")).isNotEmpty();
            assertThat(client.run("heard", name + "-future")).isNotEmpty();
        });
        for (String later : List.of("-last", "-future")) {
            assertThat(Tour.bodies(tour.heard(client, name + later, 1)))
                    .allSatisfy(body -> assertThat(body).startsWith("n"));
        }
        for (String one : List.of("-young", "-first", "-last", "-past", "-future")) {
            client.run("leave", name + one);
        }
    }

    @ParameterizedTest(name = "{0} push consumer: suspended and resumed")
    @EnumSource(names = {"V5_5", "V4_9"})
    void suspended(TourClient which) {
        OfficialClient client = tour.client(which);
        String topic = tour.fresh("suspended");
        String consumer = tour.fresh("pausing");
        Tour.produce(client, "sync", topic, 4);
        Tour.listen(client, consumer, topic);
        tour.heard(client, consumer, 4);
        client.run("suspend", consumer);
        // What was asked for before it was suspended still comes: one message for each queue ends those waits.
        Tour.produceAs(client, "sync", topic, 4, "ends");
        tour.heard(client, consumer, 8);
        Tour.produceAs(client, "sync", topic, 4, "n");
        tour.stored(client, topic, 12);
        assertThat(client.run("heard", consumer)).hasSize(8);
        client.run("resume", consumer);
        assertThat(tour.heard(client, consumer, 12)).hasSize(12);
        client.run("leave", consumer);
    }

    @ParameterizedTest(name = "{0} push consumer: subscribes to a topic and leaves one while it runs")
    @EnumSource(names = {"V5_5", "V4_9"})
    void dynamic(TourClient which) {
        OfficialClient client = tour.client(which);
        String one = tour.fresh("one");
        String two = tour.fresh("two");
        String consumer = tour.fresh("dynamic");
        Tour.produceAs(client, "sync", one, 4, "one");
        Tour.produceAs(client, "sync", two, 4, "two");
        Tour.listen(client, consumer, one);
        tour.heard(client, consumer, 4);
        client.run("subscribe", consumer, two, "*");
        assertThat(Tour.bodies(tour.heard(client, consumer, 8))).containsAll(Tour.numbered("two", 0, 4));
        client.run("unsubscribe", consumer, one);
        awaited(() -> {
            // Until its next rebalance it may hear more.
            String round = tour.fresh("round");
            Tour.produceAs(client, "sync", one, 4, "gone-" + round + "-");
            Tour.produceAs(client, "sync", two, 4, "mark-" + round + "-");
            awaited(() -> assertThat(Tour.bodies(tour.heard(client, consumer, 8)))
                    .containsAll(Tour.numbered("mark-" + round + "-", 0, 4)));
            assertThat(Tour.bodies(tour.heard(client, consumer, 8)))
                    .doesNotContainAnyElementsOf(Tour.numbered("gone-" + round + "-", 0, 4));
        });
        client.run("leave", consumer);
    }

    @ParameterizedTest(
            name = "{0} push consumer: two groups get everything, two members of a group share, one takes over")
    @EnumSource(names = {"V5_5", "V4_9"})
    void groups(TourClient which) {
        OfficialClient client = tour.client(which);
        String topic = tour.fresh("shared");
        String group = tour.fresh("members");
        String other = tour.fresh("other");
        Tour.produce(client, "sync", topic, 8);
        Tour.listen(client, other, topic);
        Tour.listen(client, group + "-a", topic, "group=" + group);
        Tour.listen(client, group + "-b", topic, "group=" + group);
        assertThat(tour.heard(client, other, 8)).hasSize(8);
        awaited(() -> {
            Tour.produceAs(client, "sync", topic, 4, "n");
            assertThat(eachOnce(client, group, "n")).isNotEmpty();
            assertThat(client.run("heard", group + "-a")).isNotEmpty();
            assertThat(client.run("heard", group + "-b")).isNotEmpty();
        });
        Tour.produceAs(client, "sync", topic, 8, "shared");
        awaited(() -> assertThat(eachOnce(client, group, "shared"))
                .containsExactlyInAnyOrderElementsOf(Tour.numbered("shared", 0, 8)));
        client.run("leave", group + "-a");
        Tour.produceAs(client, "sync", topic, 8, "alone");
        awaited(() -> assertThat(eachOnce(client, group, "alone")).containsAll(Tour.numbered("alone", 0, 8)));
        client.run("leave", group + "-b");
        client.run("leave", other);
    }

    @ParameterizedTest(name = "{0} push consumer: message trace, and none for a message that says so")
    @EnumSource(names = {"V5_5", "V4_9"})
    void traced(TourClient which) {
        OfficialClient client = tour.client(which);
        String topic = tour.fresh("traced");
        String consumer = tour.fresh("tracing");
        Tour.produceAs(client, "sync", topic, 1, "quiet", "TRACE_ON=false");
        Tour.produceAs(client, "sync", topic, 1, "followed");
        Tour.listen(client, consumer, topic, "trace=true");
        Map<String, String> ids = tour.heard(client, consumer, 2).stream()
                .collect(Collectors.toMap(StoredMessage::body, StoredMessage::uniqueId));
        awaited(() -> assertThat(traces(client))
                .anySatisfy(trace -> assertThat(trace).contains("SubAfter").contains(ids.get("followed0"))));
        assertThat(traces(client)).noneSatisfy(trace -> assertThat(trace).contains(ids.get("quiet0")));
        client.run("leave", consumer);
    }

    private static List<String> traces(OfficialClient client) {
        return Tour.bodies(client.dump("RMQ_SYS_TRACE_TOPIC"));
    }

    @ParameterizedTest(name = "{0} push consumer: with heartbeats of the second form")
    @EnumSource(names = "V5_5")
    void heartbeatsOfTheSecondForm(TourClient which) {
        OfficialClient client = tour.client(which);
        String topic = tour.fresh("v2");
        String consumer = tour.fresh("v2");
        Tour.produce(client, "sync", topic, 4);
        Tour.listen(client, consumer, topic, "v2=true");
        tour.heard(client, consumer, 4);
        client.run("subscribe", consumer, topic, "t1");
        awaited(() -> {
            Tour.produceAs(client, "sync", topic, 1, "yes", "tag=t1");
            assertThat(client.run("heard", consumer)).hasSizeGreaterThanOrEqualTo(6);
        });
        client.run("leave", consumer);
    }

    @ParameterizedTest(name = "{0} push consumer: by another address of the machine")
    @EnumSource(names = {"V5_5", "V4_9"})
    void byAnotherAddress(TourClient which) throws SocketException {
        OfficialClient client = tour.client(which);
        List<String> addresses = new ArrayList<>(List.of("127.0.0.2"));
        NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .map(InetAddress::getHostAddress)
                .forEach(addresses::add);
        for (String address : addresses) {
            client.run("use", tour.brokerAt(address));
            String topic = tour.fresh("address");
            String consumer = tour.fresh("elsewhere");
            assertThat(client.run("route", topic)).isEmpty();
            Tour.produce(client, "sync", topic, 4);
            awaited(() -> assertThat(client.run("route", topic)).containsExactly(tour.brokerAt(address)));
            Tour.listen(client, consumer, topic);
            assertThat(tour.heard(client, consumer, 4)).hasSize(4);
            client.run("leave", consumer);
        }
        client.run("use", tour.brokerAt("127.0.0.1"));
    }
}
