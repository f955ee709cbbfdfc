package io.mqspring.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mqspring.message.MessageIds;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.RecordBatch;
import io.mqspring.protocol.AddWritePermissionRequest;
import io.mqspring.protocol.BrokerStatsDataResponse;
import io.mqspring.protocol.CloneGroupOffsetRequest;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.ConsumeStatsResponse;
import io.mqspring.protocol.ConsumeTimeSpanResponse;
import io.mqspring.protocol.CreateGroupRequest;
import io.mqspring.protocol.CreateTopicRequest;
import io.mqspring.protocol.DeleteGroupRequest;
import io.mqspring.protocol.DeleteKvConfigRequest;
import io.mqspring.protocol.DeleteTopicRequest;
import io.mqspring.protocol.GetAllConsumerOffsetsRequest;
import io.mqspring.protocol.GetAllTopicConfigsRequest;
import io.mqspring.protocol.GetBrokerConfigRequest;
import io.mqspring.protocol.GetBrokerConsumeStatsRequest;
import io.mqspring.protocol.GetBrokerRuntimeInfoRequest;
import io.mqspring.protocol.GetConsumeStatsRequest;
import io.mqspring.protocol.GetGroupRequest;
import io.mqspring.protocol.GetGroupSubscriptionRequest;
import io.mqspring.protocol.GetGroupTopicsRequest;
import io.mqspring.protocol.GetKvConfigRequest;
import io.mqspring.protocol.GetMaxOffsetRequest;
import io.mqspring.protocol.GetProducerConnectionsRequest;
import io.mqspring.protocol.GetProducersRequest;
import io.mqspring.protocol.GetRouteRequest;
import io.mqspring.protocol.GetSystemTopicsRequest;
import io.mqspring.protocol.GetTopicsByClusterRequest;
import io.mqspring.protocol.HeartbeatRequest;
import io.mqspring.protocol.PullMessageResponse;
import io.mqspring.protocol.PullStatus;
import io.mqspring.protocol.PutKvConfigRequest;
import io.mqspring.protocol.QueryConsumeQueueRequest;
import io.mqspring.protocol.QueryConsumeTimeSpanRequest;
import io.mqspring.protocol.QueryConsumerOffsetRequest;
import io.mqspring.protocol.QueryMessageRequest;
import io.mqspring.protocol.QueryTopicGroupsRequest;
import io.mqspring.protocol.QueueOffsetsResponse;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.ResetClientOffsetRequest;
import io.mqspring.protocol.ResetOffsetRequest;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.SubscriptionGroup;
import io.mqspring.protocol.UpdateBrokerConfigRequest;
import io.mqspring.protocol.UpdateConsumerOffsetRequest;
import io.mqspring.protocol.ViewBrokerStatsRequest;
import io.mqspring.protocol.ViewMessageRequest;
import io.mqspring.protocol.WipeWritePermissionRequest;
import io.mqspring.runtime.TimeSource;
import io.mqspring.transport.netty.NettyExecutionBackend;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators ask and do, at a broker in this JVM. */
class BrokerAdminIT {

    private static NettyExecutionBackend backend;

    private BrokerSettings settings;
    private EmbeddedBroker broker;
    private BrokerClient client;

    @BeforeAll
    static void startThreads() {
        backend = NettyExecutionBackend.create();
    }

    @AfterAll
    static void stopThreads() {
        backend.close();
    }

    @BeforeEach
    void start(@TempDir Path fresh) {
        settings = BrokerSettings.in(fresh);
        open();
    }

    private void open() {
        broker = EmbeddedBroker.start(settings, backend);
        client = new BrokerClient(broker);
    }

    @AfterEach
    void stop() {
        assertThat(broker.stats().sweepRescues()).as("sweep rescues").isZero();
        client.close();
        broker.close();
    }

    private void restart() {
        stop();
        open();
    }

    private void refuses(Request<?> request, ResponseCode code, String... words) {
        assertThatThrownBy(() -> client.get(request)).isInstanceOfSatisfying(CommandFailedException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            List.of(words).forEach(word -> assertThat(e).hasMessageContaining(word));
        });
    }

    private static Map<MessageQueue, Long> ofQueue(int queueId, long offset) {
        return Map.of(new MessageQueue("orders", "embedded", queueId), offset);
    }

    private long committed(String group, int queueId) {
        return client.get(new QueryConsumerOffsetRequest(group, "orders", queueId, false))
                .offset()
                .orElse(-1);
    }

    @Test
    void aDeletedTopicIsGoneWithMessagesAndOffsetsAndStaysGone() {
        client.send("orders", 0, "one", Map.of(PropertyNames.KEYS, "k"));
        client.send("other", 0, "kept", Map.of());
        client.get(new UpdateConsumerOffsetRequest("billing", "orders", 0, 1));
        client.get(new UpdateConsumerOffsetRequest("billing", "other", 0, 1));

        client.get(new DeleteTopicRequest("orders"));
        for (int look = 0; look < 2; look++) {
            refuses(new GetRouteRequest("orders"), ResponseCode.TOPIC_NOT_EXIST, "orders");
            assertThat(Files.exists(settings.directory().resolve("consumequeue/orders")))
                    .isFalse();
            assertThat(committed("billing", 0)).isEqualTo(-1);
            assertThat(client.get(new GetMaxOffsetRequest("orders", 0)).offset())
                    .isZero();
            refuses(new QueryMessageRequest("orders", "k", 8, 0, Long.MAX_VALUE, false), ResponseCode.QUERY_NOT_FOUND);
            assertThat(client.bodies("other", 0, 0)).containsExactly("kept");
            restart();
        }

        client.send("orders", 0, "anew", Map.of());
        assertThat(client.bodies("orders", 0, 0)).containsExactly("anew");
        restart();
        assertThat(client.bodies("orders", 0, 0)).containsExactly("anew");
        client.get(new DeleteTopicRequest("never-there"));
        refuses(new DeleteTopicRequest("SCHEDULE_TOPIC_XXXX"), ResponseCode.INVALID_PARAMETER, "broker's own");
    }

    @Test
    void aDeletedTopicDoesNotComeBackWhenQueuesAreTakenFromTheLog() throws IOException {
        client.send("orders", 0, "old", Map.of());
        client.send("other", 0, "kept", Map.of());
        client.get(new DeleteTopicRequest("orders"));
        client.send("orders", 0, "new", Map.of());
        client.close();
        broker.close();
        // Without it nothing is believed of the queues.
        Files.delete(settings.directory().resolve("checkpoint"));
        Files.createFile(settings.directory().resolve("abort"));
        open();
        assertThat(client.bodies("orders", 0, 0)).containsExactly("new");
        assertThat(client.bodies("other", 0, 0)).containsExactly("kept");
    }

    @Test
    void aPullThatWaitsForADeletedTopicIsRefusedAtOnce() {
        client.send("orders", 0, "one", Map.of());
        CompletableFuture<PullMessageResponse> waiting =
                client.ask(BrokerClient.pull("reader", "orders", 0, 1, "*", 600_000));
        assertThat(waiting).isNotDone();
        client.get(new DeleteTopicRequest("orders"));
        assertThatThrownBy(() -> BrokerClient.get(waiting))
                .isInstanceOfSatisfying(CommandFailedException.class, e -> assertThat(e.code())
                        .isEqualTo(ResponseCode.TOPIC_NOT_EXIST));
    }

    @Test
    void aGroupsSettingsAreKeptUntilItIsDeleted() {
        SubscriptionGroup wanted = new SubscriptionGroup("billing", true, false, 2, 5, false, true, 0, 0, false, 3, 20);
        client.get(new CreateGroupRequest(wanted));
        restart();
        assertThat(client.get(new GetGroupRequest("billing")).group()).isEqualTo(wanted);
        client.send("orders", 0, "one", Map.of());
        client.get(new UpdateConsumerOffsetRequest("billing", "orders", 0, 1));

        client.get(new DeleteGroupRequest("billing", false));
        assertThat(committed("billing", 0)).isEqualTo(1);
        client.get(new DeleteGroupRequest("billing", true));
        for (int look = 0; look < 2; look++) {
            refuses(new GetGroupRequest("billing"), ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST, "billing");
            assertThat(committed("billing", 0)).isEqualTo(-1);
            restart();
        }
        refuses(
                new CreateGroupRequest(new SubscriptionGroup("g", true, true, 0, 5, true, false, 0, 0, true, 0, 15)),
                ResponseCode.INVALID_PARAMETER,
                "retry topic");
    }

    @Test
    void aTopicsSettingsThatWereReadAtTheStartDoNotComeBackAfterItsDeletion() {
        client.get(new CreateTopicRequest("orders", 2, 2, 6, false));
        restart();
        client.get(new DeleteTopicRequest("orders"));
        client.get(new CreateTopicRequest("other", 1, 1, 6, false));
        restart();
        assertThat(client.get(new GetAllTopicConfigsRequest()).topics())
                .extracting(topic -> topic.topic())
                .contains("other")
                .doesNotContain("orders");
    }

    @Test
    void aGroupWithoutMembersIsMovedAtOnce() {
        client.get(new CreateTopicRequest("orders", 1, 1, 6, false));
        client.send("orders", 0, "one", Map.of());
        client.send("orders", 0, "two", Map.of());
        client.get(new CreateGroupRequest(SubscriptionGroup.defaults("billing")));
        assertThat(client.get(new ResetOffsetRequest("orders", "billing", -1, true, -1, -1)))
                .isEqualTo(new QueueOffsetsResponse(ofQueue(0, 2)));
        assertThat(committed("billing", 0)).isEqualTo(2);
        client.get(new ResetOffsetRequest("orders", "billing", 0, true, -1, -1));
        assertThat(committed("billing", 0)).isZero();
        client.get(new ResetOffsetRequest("orders", "billing", 0, true, 0, 1));
        assertThat(committed("billing", 0)).isEqualTo(1);
        // Nobody has to be told: the next commit counts.
        client.get(new UpdateConsumerOffsetRequest("billing", "orders", 0, 2));
        restart();
        assertThat(committed("billing", 0)).isEqualTo(2);

        refuses(
                new ResetOffsetRequest("orders", "stranger", 0, true, -1, -1),
                ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST);
        refuses(new ResetOffsetRequest("none", "billing", 0, true, -1, -1), ResponseCode.TOPIC_NOT_EXIST);
        refuses(
                new ResetOffsetRequest("orders", "billing", 0, true, 0, 3),
                ResponseCode.INVALID_PARAMETER,
                "offsets 0 to 2");
        refuses(new ResetOffsetRequest("orders", "billing", 0, true, 1, -1), ResponseCode.INVALID_PARAMETER, "queue 1");
    }

    @Test
    void membersOfAGroupThatIsMovedAreToldByThePullThatWaitsAndTheirOldCommitsAreIgnored() {
        client.get(new CreateTopicRequest("orders", 1, 1, 6, false));
        client.send("orders", 0, "one", Map.of());
        client.get(BrokerClient.heartbeat("c", "billing", BrokerClient.subscription("orders", "*", 1)));
        client.get(new UpdateConsumerOffsetRequest("billing", "orders", 0, 1));
        CompletableFuture<PullMessageResponse> waiting =
                client.ask(BrokerClient.pull("billing", "orders", 0, 1, "*", 600_000));
        assertThat(waiting).isNotDone();

        client.get(new ResetOffsetRequest("orders", "billing", 0, true, -1, -1));
        PullMessageResponse told = BrokerClient.get(waiting);
        assertThat(told.status()).isEqualTo(PullStatus.OFFSET_MOVED);
        assertThat(told.nextOffset()).isZero();
        assertThat(BrokerClient.views(client.get(BrokerClient.pull("billing", "orders", 0, 0, "*", 0))))
                .hasSize(1);

        client.get(new ResetOffsetRequest("orders", "billing", -1, true, -1, -1));
        client.get(new UpdateConsumerOffsetRequest("billing", "orders", 0, 0));
        assertThat(committed("billing", 0)).as("not told yet").isEqualTo(1);
        assertThat(client.get(BrokerClient.pull("billing", "orders", 0, 0, "*", 0))
                        .nextOffset())
                .isEqualTo(1);
        client.get(new UpdateConsumerOffsetRequest("billing", "orders", 0, 0));
        assertThat(committed("billing", 0)).as("told").isZero();
    }

    @Test
    void broadcastingMembersAreSentTheirNewOffsets() {
        client.get(new CreateTopicRequest("orders", 1, 1, 6, false));
        client.get(new HeartbeatRequest(
                "c",
                List.of(),
                List.of(new HeartbeatRequest.Consumer(
                        "billing",
                        "CONSUME_PASSIVELY",
                        "BROADCASTING",
                        "CONSUME_FROM_LAST_OFFSET",
                        List.of(BrokerClient.subscription("orders", "*", 1))))));
        client.get(new ResetOffsetRequest("orders", "billing", 0, true, -1, -1));
        await().until(() -> client.received.contains(new ResetClientOffsetRequest("orders", "billing", ofQueue(0, 0))));
    }

    @Test
    void offsetsAreCopiedToAnotherGroup() {
        client.send("orders", 2, "one", Map.of());
        client.get(new UpdateConsumerOffsetRequest("billing", "orders", 2, 1));
        client.get(new CloneGroupOffsetRequest("billing", "audit", null));
        assertThat(committed("audit", 2)).isEqualTo(1);
        restart();
        assertThat(committed("audit", 2)).isEqualTo(1);
        assertThat(client.get(new GetAllConsumerOffsetsRequest()).offsets())
                .containsEntry("orders@audit", Map.of(2, 1L));
        assertThat(client.get(new QueryTopicGroupsRequest("orders")).groups()).containsExactly("audit", "billing");
        assertThat(client.get(new GetGroupTopicsRequest("audit")).topics()).containsExactly("orders");
    }

    @Test
    void messagesAreFoundByPositionKeyAndUniqueId() {
        String id = client.send("orders", 0, "one", Map.of(PropertyNames.KEYS, "k1 k2", PropertyNames.UNIQ_KEY, "U"))
                .messageId();
        client.send("orders", 1, "two", Map.of(PropertyNames.KEYS, "k2"));
        assertThat(bodies(client.get(new ViewMessageRequest(MessageIds.physicalOffset(id)))
                        .message()))
                .containsExactly("one");
        refuses(new ViewMessageRequest(1), ResponseCode.SYSTEM_ERROR, "offset, 1");
        assertThat(bodies(query("k2", 0, Long.MAX_VALUE, 8))).containsExactlyInAnyOrder("one", "two");
        assertThat(bodies(query("k2", 0, Long.MAX_VALUE, 1))).hasSize(1);
        assertThat(bodies(client.get(new QueryMessageRequest("orders", "U", 1, 0, Long.MAX_VALUE, true))
                        .messages()))
                .containsExactly("one");
        long later = TimeSource.system().wallMillis() + 100_000;
        refuses(
                new QueryMessageRequest("orders", "k2", 8, later, Long.MAX_VALUE, false),
                ResponseCode.QUERY_NOT_FOUND,
                "k2");
    }

    private ByteBuffer query(String key, long begin, long end, int count) {
        return client.get(new QueryMessageRequest("orders", key, count, begin, end, false))
                .messages();
    }

    private static List<String> bodies(ByteBuffer records) {
        try (RecordBatch batch = RecordBatch.ofHeap(records)) {
            List<MessageView> views = batch.toViews("b");
            return views.stream().map(BrokerClient::body).toList();
        }
    }

    @Test
    void entriesOfAQueueAreTriedOnAGroupsSubscription() {
        client.send("orders", 0, "one", Map.of(PropertyNames.TAGS, "a"));
        client.send("orders", 0, "two", Map.of(PropertyNames.TAGS, "b"));
        client.get(BrokerClient.heartbeat("c", "billing", BrokerClient.subscription("orders", "b", 1)));
        var answer = client.get(new QueryConsumeQueueRequest("orders", 0, -1, 10, "billing"));
        assertThat(answer.maxOffset()).isEqualTo(2);
        assertThat(answer.entries()).extracting(entry -> entry.matches()).containsExactly(false, true);
        assertThat(answer.entries().get(1).tagsCode()).isEqualTo("b".hashCode());
        assertThat(answer.entries().get(1).physicalOffset()).isPositive();
        assertThat(client.get(new QueryConsumeQueueRequest("orders", 0, 1, 10, null))
                        .entries())
                .hasSize(1);
        assertThat(client.get(new GetGroupSubscriptionRequest("billing", "orders"))
                        .subscription())
                .isEqualTo(BrokerClient.subscription("orders", "b", 1));
        assertThat(client.get(new GetGroupSubscriptionRequest("nobody", "orders"))
                        .subscription())
                .isNull();
        refuses(new QueryConsumeQueueRequest("orders", 9, 0, 1, null), ResponseCode.INVALID_PARAMETER, "queue 9");
        refuses(new QueryConsumeQueueRequest("none", 0, 0, 1, null), ResponseCode.TOPIC_NOT_EXIST, "none");
    }

    @Test
    void whatWentThroughIsCountedByTopicAndGroup() {
        client.send("orders", 0, "one", Map.of());
        client.send("orders", 0, "two", Map.of());
        client.bodies("orders", 0, 0);
        BrokerStatsDataResponse in = client.get(new ViewBrokerStatsRequest("TOPIC_PUT_NUMS", "orders"));
        assertThat(in.minute().sum()).isEqualTo(2);
        assertThat(in.day().sum()).isEqualTo(2);
        assertThat(client.get(new ViewBrokerStatsRequest("TOPIC_PUT_SIZE", "orders"))
                        .hour()
                        .sum())
                .isGreaterThan(200);
        BrokerStatsDataResponse out = client.get(new ViewBrokerStatsRequest("GROUP_GET_NUMS", "orders@reader"));
        assertThat(out.minute().sum()).isEqualTo(2);
        assertThat(out.minute().perCall()).isEqualTo(2);
        assertThat(client.get(new ViewBrokerStatsRequest("BROKER_PUT_NUMS", "DefaultCluster"))
                        .day()
                        .sum())
                .isEqualTo(2);
        refuses(new ViewBrokerStatsRequest("TOPIC_PUT_NUMS", "none"), ResponseCode.SYSTEM_ERROR, "none");
        refuses(new ViewBrokerStatsRequest("NO_SUCH", "orders"), ResponseCode.SYSTEM_ERROR, "NO_SUCH");
        Map<String, String> runtime =
                client.get(new GetBrokerRuntimeInfoRequest()).table();
        assertThat(runtime)
                .containsEntry("msgPutTotalTodayNow", "2")
                .containsEntry("msgGetTotalTodayNow", "2")
                .containsEntry("commitLogMinOffset", "0");
        assertThat(Long.parseLong(String.valueOf(runtime.get("earliestMessageTimeStamp"))))
                .isPositive();
        client.get(new DeleteTopicRequest("orders"));
        refuses(new ViewBrokerStatsRequest("TOPIC_PUT_NUMS", "orders"), ResponseCode.SYSTEM_ERROR, "orders");
    }

    @Test
    void howFarGroupsAreIsToldForOneAndForAll() {
        client.get(new CreateTopicRequest("orders", 1, 1, 6, false));
        client.send("orders", 0, "one", Map.of());
        client.send("orders", 0, "two", Map.of());
        client.get(new CreateGroupRequest(SubscriptionGroup.defaults("billing")));
        client.get(new UpdateConsumerOffsetRequest("billing", "orders", 0, 1));
        ConsumeStatsResponse stats = client.get(new GetConsumeStatsRequest("billing", "orders"));
        assertThat(stats.queues().values())
                .extracting(queue -> queue.brokerOffset() - queue.consumerOffset())
                .containsExactly(1L);
        var all = client.get(new GetBrokerConsumeStatsRequest(false));
        assertThat(all.groups()).containsOnlyKeys("billing");
        assertThat(all.totalLag()).isEqualTo(1);
        assertThat(client.get(new GetBrokerConsumeStatsRequest(true)).groups()).isEmpty();
        List<ConsumeTimeSpanResponse.Span> spans =
                client.get(new QueryConsumeTimeSpanRequest("orders", "billing")).spans();
        assertThat(spans).hasSize(1);
        assertThat(spans.get(0).minTime()).isEqualTo(spans.get(0).consumeTime()).isPositive();
        assertThat(spans.get(0).maxTime()).isGreaterThanOrEqualTo(spans.get(0).minTime());
        refuses(new QueryConsumeTimeSpanRequest("none", "billing"), ResponseCode.TOPIC_NOT_EXIST, "none");
    }

    @Test
    void producersAreListed() {
        client.get(new HeartbeatRequest("c@1", List.of("shop"), List.of()));
        assertThat(client.get(new GetProducerConnectionsRequest("shop")).connections())
                .extracting(connection -> connection.clientId())
                .containsExactly("c@1");
        assertThat(client.get(new GetProducersRequest()).groups()).containsOnlyKeys("shop");
        refuses(new GetProducerConnectionsRequest("none"), ResponseCode.SYSTEM_ERROR, "none");
    }

    @Test
    void routesFollowWhatOperatorsSayAtTheNameServer() {
        client.get(new CreateTopicRequest("orders", 2, 2, 6, false));
        assertThat(client.get(new WipeWritePermissionRequest("somebody")).topics())
                .isZero();
        assertThat(client.get(new WipeWritePermissionRequest("embedded")).topics())
                .isPositive();
        assertThat(perm("orders")).isEqualTo(4);
        client.send("orders", 0, "still taken", Map.of());
        assertThat(client.get(new AddWritePermissionRequest("embedded")).topics())
                .isPositive();
        assertThat(perm("orders")).isEqualTo(6);

        client.get(new PutKvConfigRequest("ORDER_TOPIC_CONFIG", "orders", "embedded:1"));
        restart();
        assertThat(client.get(new GetRouteRequest("orders")).orderTopicConf()).isEqualTo("embedded:1");
        assertThat(client.get(new GetKvConfigRequest("ORDER_TOPIC_CONFIG", "orders"))
                        .value())
                .isEqualTo("embedded:1");
        client.get(new DeleteKvConfigRequest("ORDER_TOPIC_CONFIG", "orders"));
        refuses(new GetKvConfigRequest("ORDER_TOPIC_CONFIG", "orders"), ResponseCode.QUERY_NOT_FOUND, "orders");
        assertThat(client.get(new GetTopicsByClusterRequest("DefaultCluster")).topics())
                .contains("orders");
        assertThat(client.get(new GetTopicsByClusterRequest("none")).topics()).isEmpty();
        assertThat(client.get(new GetSystemTopicsRequest()).topics()).containsExactly("DefaultCluster", "embedded");
    }

    private int perm(String topic) {
        return client.get(new GetRouteRequest(topic)).queues().get(0).perm();
    }

    /** Without one of them, {@code mqadmin exportConfigs} of release 4.9 fails with a NullPointerException. */
    @Test
    void toldAreAllSettingsThatToolsExport() {
        assertThat(client.get(new GetBrokerConfigRequest()).text().lines().map(line -> line.replaceFirst("=.*", "")))
                .contains(
                        "autoCreateSubscriptionGroup",
                        "autoCreateTopicEnable",
                        "brokerClusterName",
                        "brokerId",
                        "brokerName",
                        "brokerRole",
                        "fileReservedTime",
                        "filterServerNums",
                        "flushDiskType",
                        "maxMessageSize",
                        "messageDelayLevel",
                        "msgTraceTopicName",
                        "slaveReadEnable",
                        "traceOn",
                        "traceTopicEnable",
                        "useTLS");
    }

    @Test
    void settingsAreToldAndThoseThatCanBeAreChanged() {
        assertThat(client.get(new GetBrokerConfigRequest()).text())
                .contains("brokerName=embedded\n", "flushDiskType=SYNC_FLUSH\n", "autoCreateTopicEnable=true\n");
        client.get(new UpdateBrokerConfigRequest("autoCreateTopicEnable=false"));
        assertThatThrownBy(() -> client.send("unknown", 0, "x", Map.of())).isInstanceOf(CommandFailedException.class);
        client.get(new UpdateBrokerConfigRequest("autoCreateTopicEnable=true\ndefaultTopicQueueNums=2\nbrokerId=0"));
        client.send("known", 0, "x", Map.of());
        assertThat(client.get(new GetRouteRequest("known")).queues().get(0).writeQueues())
                .isEqualTo(2);
        refuses(
                new UpdateBrokerConfigRequest("defaultTopicQueueNums=8\nflushDiskType=ASYNC_FLUSH"),
                ResponseCode.NO_PERMISSION,
                "flushDiskType",
                "mq.embedded.flush");
        assertThat(client.get(new GetBrokerConfigRequest()).text())
                .as("all or nothing")
                .contains("defaultTopicQueueNums=2\n");
        refuses(new UpdateBrokerConfigRequest("noSuch=1"), ResponseCode.NO_PERMISSION, "noSuch");
        refuses(new UpdateBrokerConfigRequest("defaultTopicQueueNums=0"), ResponseCode.INVALID_PARAMETER, "1 to 1024");
    }
}
