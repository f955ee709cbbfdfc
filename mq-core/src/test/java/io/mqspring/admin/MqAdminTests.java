package io.mqspring.admin;

import static io.mqspring.scripted.ScriptedRemoting.done;
import static io.mqspring.scripted.ScriptedRemoting.failed;
import static io.mqspring.scripted.ScriptedRemoting.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mqspring.message.MessageQueue;
import io.mqspring.protocol.ClusterResponse;
import io.mqspring.protocol.ConsumeStatsResponse;
import io.mqspring.protocol.ConsumerConnectionsResponse;
import io.mqspring.protocol.ConsumerRunningInfoResponse;
import io.mqspring.protocol.GetClusterRequest;
import io.mqspring.protocol.GetConsumeStatsRequest;
import io.mqspring.protocol.GetConsumerConnectionsRequest;
import io.mqspring.protocol.GetConsumerRunningInfoRequest;
import io.mqspring.protocol.GetSubscriptionGroupsRequest;
import io.mqspring.protocol.GetTopicStatsRequest;
import io.mqspring.protocol.PullMessageRequest;
import io.mqspring.protocol.PullMessageResponse;
import io.mqspring.protocol.PullStatus;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.RouteResponse;
import io.mqspring.protocol.SubscriptionEntry;
import io.mqspring.protocol.SubscriptionGroup;
import io.mqspring.protocol.SubscriptionGroupsResponse;
import io.mqspring.protocol.TopicStatsResponse;
import io.mqspring.route.NameServers;
import io.mqspring.route.RouteTable;
import io.mqspring.scripted.ManualBackend;
import io.mqspring.scripted.Records;
import io.mqspring.scripted.ScriptedRemoting;
import io.mqspring.transport.RemotingException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MqAdminTests {

    private final ManualBackend backend = new ManualBackend();
    private final ScriptedRemoting remoting = new ScriptedRemoting();
    private final Map<MessageQueue, ConsumeStatsResponse.Entry> committed = new HashMap<>();
    private final Map<MessageQueue, TopicStatsResponse.Entry> ends = new HashMap<>();
    private final AtomicInteger released = new AtomicInteger();
    private final MqAdmin admin = admin();

    private MqAdmin admin() {
        NameServers nameServers =
                new NameServers(remoting, List.of("ns:9876"), Duration.ofSeconds(1), backend.newRandom());
        RouteTable routes =
                new RouteTable(nameServers, backend.eventLoop("c"), Duration.ofSeconds(30), backend.newRandom());
        return new MqAdmin(remoting, nameServers, routes, backend, Duration.ofSeconds(1));
    }

    @BeforeEach
    void aClusterOfTwoBrokersWithOneGroup() {
        remoting.on(
                GetClusterRequest.class,
                (address, request) -> done(new ClusterResponse(
                        List.of(
                                new RouteResponse.Broker("c", "a", Map.of(0L, "a:1")),
                                new RouteResponse.Broker("c", "b", Map.of(0L, "b:1", 1L, "b:2"))),
                        Map.of("c", List.of("a", "b")))));
        remoting.on(
                GetSubscriptionGroupsRequest.class,
                (address, request) -> done(new SubscriptionGroupsResponse(List.of(
                        SubscriptionGroup.defaults("billing"),
                        SubscriptionGroup.defaults("CID_RMQ_SYS_TRANS"),
                        SubscriptionGroup.defaults("TOOLS_CONSUMER")))));
        remoting.on(
                GetConsumerConnectionsRequest.class,
                (address, request) -> request.consumerGroup().equals("billing")
                        ? done(new ConsumerConnectionsResponse(
                                List.of(
                                        new ConsumerConnectionsResponse.Connection(
                                                "m-1", "10.0.0.7:51234", "JAVA", 513),
                                        new ConsumerConnectionsResponse.Connection("m-2", "10.0.0.8:4", "JAVA", 409)),
                                Map.of(
                                        "orders",
                                        subscription("orders"),
                                        "%RETRY%billing",
                                        subscription("%RETRY%billing")),
                                "CONSUME_PASSIVELY",
                                "CLUSTERING",
                                "CONSUME_FROM_LAST_OFFSET"))
                        : refused(ResponseCode.CONSUMER_NOT_ONLINE, "not online"));
        remoting.on(
                GetConsumeStatsRequest.class,
                (address, request) -> done(new ConsumeStatsResponse(
                        request.consumerGroup().equals("billing") ? ofBroker(committed, address) : Map.of(), 0)));
        remoting.on(
                GetTopicStatsRequest.class,
                (address, request) ->
                        done(new TopicStatsResponse(ofTopic(ofBroker(ends, address), request.topic()), 0)));
        remoting.on(
                GetConsumerRunningInfoRequest.class,
                (address, request) -> request.clientId().equals("m-1")
                        ? done(new ConsumerRunningInfoResponse(
                                Map.of(),
                                List.of(subscription("orders")),
                                Map.of(queue("a", 0), new ConsumerRunningInfoResponse.Queue(95, 7, 700, 1, 1))))
                        : failed(RemotingException.Kind.TIMEOUT, "hangs"));
        remoting.on(
                PullMessageRequest.class,
                (address, request) -> done(new PullMessageResponse(
                        PullStatus.FOUND,
                        0,
                        request.queueOffset() + 1,
                        0,
                        100,
                        Records.batch(
                                request.topic(),
                                request.queueId(),
                                request.queueOffset(),
                                backend.time().wallMillis() - 1400,
                                released,
                                ""))));
        put("a", 0, 90, 0, 100);
        put("a", 1, 50, 0, 50);
        put("b", 0, 30, 5, 33);
    }

    @Test
    void aGroupIsDescribedFromWhatBrokersAndMembersTell() {
        GroupDescription billing = admin.describe("billing").orElseThrow();

        assertThat(billing.state()).isEqualTo(GroupState.CONSUMING);
        assertThat(billing.lag()).hasValue(13);
        assertThat(billing.lagAge()).contains(Duration.ofMillis(1400));
        assertThat(billing.members())
                .containsExactly(
                        new MemberDescription("m-1", "10.0.0.7:51234", "JAVA", "5.5.0", Map.of("orders", "paid")),
                        new MemberDescription("m-2", "10.0.0.8:4", "JAVA", "4.9.8", Map.of("orders", "paid")));
        assertThat(billing.topics()).extracting(TopicProgress::topic).containsExactly("orders");
        assertThat(billing.topics().get(0).queues())
                .containsExactly(
                        new QueueDescription(
                                "a",
                                0,
                                OptionalLong.of(0),
                                OptionalLong.of(100),
                                OptionalLong.of(90),
                                OptionalLong.of(95),
                                OptionalLong.of(10),
                                Optional.of(Duration.ofMillis(1400)),
                                OptionalLong.of(7),
                                Optional.of("m-1")),
                        new QueueDescription(
                                "a",
                                1,
                                OptionalLong.of(0),
                                OptionalLong.of(50),
                                OptionalLong.of(50),
                                OptionalLong.empty(),
                                OptionalLong.of(0),
                                Optional.empty(),
                                OptionalLong.empty(),
                                Optional.empty()),
                        new QueueDescription(
                                "b",
                                0,
                                OptionalLong.of(5),
                                OptionalLong.of(33),
                                OptionalLong.of(30),
                                OptionalLong.empty(),
                                OptionalLong.of(3),
                                Optional.of(Duration.ofMillis(1400)),
                                OptionalLong.empty(),
                                Optional.empty()));
        assertThat(released).hasValue(2);
    }

    @Test
    void whatWaitsInTheRetryTopicIsCountedApart() {
        MessageQueue retry = new MessageQueue("%RETRY%billing", "a", 0);
        committed.put(retry, new ConsumeStatsResponse.Entry(9, 4, 4, 0));
        ends.put(retry, new TopicStatsResponse.Entry(0, 9, 0));
        GroupDescription billing = admin.describe("billing").orElseThrow();
        assertThat(billing.retry()).hasValue(5);
        assertThat(billing.lag()).hasValue(13);
    }

    @Test
    void aLagIsNeverNegative() {
        put("a", 0, 110, 0, 100);
        assertThat(admin.describe("billing")
                        .orElseThrow()
                        .topics()
                        .get(0)
                        .queues()
                        .get(0)
                        .lag())
                .hasValue(0);
    }

    @Test
    void committedOffsetsAreAskedForBeforeTheEndsOfTheQueues() {
        admin.describe("billing");
        List<ScriptedRemoting.Exchange> all = remoting.exchanges();
        List<ScriptedRemoting.Exchange> stats = remoting.exchanges(GetConsumeStatsRequest.class);
        List<ScriptedRemoting.Exchange> topicEnds = remoting.exchanges(GetTopicStatsRequest.class);
        assertThat(all.indexOf(stats.get(stats.size() - 1))).isLessThan(all.indexOf(topicEnds.get(0)));
    }

    @Test
    void aQueueThatWasNeverCommittedHasNoLagAndNeitherHasItsGroup() {
        committed.remove(queue("b", 0));
        GroupDescription billing = admin.describe("billing").orElseThrow();
        assertThat(billing.topics().get(0).queues().get(2).lag()).isEmpty();
        assertThat(billing.lag()).isEmpty();
    }

    @Test
    void aBrokerThatDoesNotAnswerMakesTheLagUnknownAndNothingElse() {
        remoting.on(
                GetConsumeStatsRequest.class,
                (address, request) -> address.equals("b:1")
                        ? failed(RemotingException.Kind.TIMEOUT, "no answer")
                        : done(new ConsumeStatsResponse(ofBroker(committed, address), 0)));
        GroupDescription billing = admin.describe("billing").orElseThrow();
        assertThat(billing.lag()).isEmpty();
        assertThat(billing.members()).hasSize(2);
        assertThat(billing.topics().get(0).queues().get(0).lag()).hasValue(10);
    }

    @Test
    void groupsAreListedWithoutThoseOfTheSystem() {
        assertThat(admin.groups())
                .containsExactly(new GroupSummary(
                        "billing",
                        GroupState.CONSUMING,
                        OptionalInt.of(2),
                        OptionalLong.of(13),
                        Optional.of(Duration.ofMillis(1400)),
                        List.of("orders")));
        assertThat(remoting.exchanges(GetConsumerRunningInfoRequest.class)).isEmpty();
    }

    @Test
    void aGroupWithoutMembersIsOfflineAndAnUnknownOneIsAbsent() {
        remoting.on(
                GetConsumerConnectionsRequest.class,
                (address, request) -> refused(ResponseCode.CONSUMER_NOT_ONLINE, "not online"));
        assertThat(admin.describe("billing").orElseThrow().state()).isEqualTo(GroupState.OFFLINE);
        assertThat(admin.describe("nobody")).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> admin.describe("no such"));
    }

    @Test
    void releasesAreNamed() {
        assertThat(List.of(313, 373, 399, 401, 409, 413, 433, 451, 477, 513).stream()
                        .map(ReleaseNames::of))
                .containsExactly(
                        "4.5.0", "4.8.0", "4.9.3", "4.9.4", "4.9.8", "5.0.0", "5.1.0", "5.1.9", "5.3.2", "5.5.0");
    }

    private void put(String broker, int id, long consumed, long min, long max) {
        committed.put(queue(broker, id), new ConsumeStatsResponse.Entry(max, consumed, consumed, 0));
        ends.put(queue(broker, id), new TopicStatsResponse.Entry(min, max, 0));
    }

    private static <V> Map<MessageQueue, V> ofBroker(Map<MessageQueue, V> all, String address) {
        Map<MessageQueue, V> own = new HashMap<>(all);
        own.keySet().removeIf(queue -> !address.startsWith(queue.brokerName() + ":"));
        return own;
    }

    private static <V> Map<MessageQueue, V> ofTopic(Map<MessageQueue, V> all, String topic) {
        Map<MessageQueue, V> own = new HashMap<>(all);
        own.keySet().removeIf(queue -> !queue.topic().equals(topic));
        return own;
    }

    private static MessageQueue queue(String broker, int id) {
        return new MessageQueue("orders", broker, id);
    }

    private static SubscriptionEntry subscription(String topic) {
        return new SubscriptionEntry(topic, "paid", Set.of("paid"), 1, "TAG");
    }
}
