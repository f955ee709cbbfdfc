package io.mqspring.protocol.codec;

import io.mqspring.message.HostAddress;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.RecordBatch;
import io.mqspring.message.RecordContent;
import io.mqspring.message.RecordFormat;
import io.mqspring.message.TransactionVerdict;
import io.mqspring.protocol.CheckClientConfigRequest;
import io.mqspring.protocol.CheckTransactionRequest;
import io.mqspring.protocol.ClaimQueueRequest;
import io.mqspring.protocol.ClaimQueueResponse;
import io.mqspring.protocol.Claimant;
import io.mqspring.protocol.ClusterResponse;
import io.mqspring.protocol.ConsumeStatsResponse;
import io.mqspring.protocol.ConsumerConnectionsResponse;
import io.mqspring.protocol.ConsumerListResponse;
import io.mqspring.protocol.ConsumerRunningInfoResponse;
import io.mqspring.protocol.CreateTopicRequest;
import io.mqspring.protocol.EmptyResponse;
import io.mqspring.protocol.EndTransactionRequest;
import io.mqspring.protocol.GetClusterRequest;
import io.mqspring.protocol.GetConsumeStatsRequest;
import io.mqspring.protocol.GetConsumerConnectionsRequest;
import io.mqspring.protocol.GetConsumerListRequest;
import io.mqspring.protocol.GetConsumerRunningInfoRequest;
import io.mqspring.protocol.GetEarliestStoreTimeRequest;
import io.mqspring.protocol.GetMaxOffsetRequest;
import io.mqspring.protocol.GetMinOffsetRequest;
import io.mqspring.protocol.GetRouteRequest;
import io.mqspring.protocol.GetSubscriptionGroupsRequest;
import io.mqspring.protocol.GetTopicConfigRequest;
import io.mqspring.protocol.GetTopicListRequest;
import io.mqspring.protocol.GetTopicStatsRequest;
import io.mqspring.protocol.HeartbeatRequest;
import io.mqspring.protocol.HeartbeatResponse;
import io.mqspring.protocol.LockQueuesRequest;
import io.mqspring.protocol.LockQueuesResponse;
import io.mqspring.protocol.NotifyConsumerIdsChangedRequest;
import io.mqspring.protocol.OffsetResponse;
import io.mqspring.protocol.ProtocolVersion;
import io.mqspring.protocol.PullMessageRequest;
import io.mqspring.protocol.PullMessageResponse;
import io.mqspring.protocol.PullStatus;
import io.mqspring.protocol.PushReplyRequest;
import io.mqspring.protocol.QueryConsumerOffsetRequest;
import io.mqspring.protocol.QueryConsumerOffsetResponse;
import io.mqspring.protocol.RecallMessageRequest;
import io.mqspring.protocol.RecallMessageResponse;
import io.mqspring.protocol.ReleaseQueueRequest;
import io.mqspring.protocol.ReleaseQueueResponse;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.RouteResponse;
import io.mqspring.protocol.SearchOffsetRequest;
import io.mqspring.protocol.SendBackRequest;
import io.mqspring.protocol.SendBatchMessageRequest;
import io.mqspring.protocol.SendMessageRequest;
import io.mqspring.protocol.SendMessageResponse;
import io.mqspring.protocol.SendReplyRequest;
import io.mqspring.protocol.SubscriptionEntry;
import io.mqspring.protocol.SubscriptionGroup;
import io.mqspring.protocol.SubscriptionGroupsResponse;
import io.mqspring.protocol.TimestampResponse;
import io.mqspring.protocol.TopicConfigResponse;
import io.mqspring.protocol.TopicListResponse;
import io.mqspring.protocol.TopicStatsResponse;
import io.mqspring.protocol.UnlockQueuesRequest;
import io.mqspring.protocol.UnregisterClientRequest;
import io.mqspring.protocol.UpdateConsumerOffsetRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A request and its answers for each command, with values that are easy to get wrong. */
public final class CommandSamples {

    /** A request and one of its answers. */
    public record Sample<R extends Response>(Request<R> request, R response) {}

    private static final String ODD = "ä\u0001\"\\/\u0002\n€ \uD83D\uDE00 %RETRY%g";
    private static final SubscriptionEntry ALL = new SubscriptionEntry("orders", "*", Set.of(), 1, "TAG");
    private static final SubscriptionEntry TAGGED =
            new SubscriptionEntry("stock", "a || ü", Set.of("a", "ü"), Long.MAX_VALUE, "TAG");
    private static final MessageQueue QUEUE = new MessageQueue("orders", "broker-a", 0);
    private static final MessageQueue OTHER_QUEUE = new MessageQueue("orders", "broker-\"b\"", 7);
    private static final RouteResponse.Broker BROKER =
            new RouteResponse.Broker("c", "broker-a", Map.of(0L, "10.0.0.1:10911", 1L, "[::1]:10911"));

    private CommandSamples() {}

    public static List<Sample<?>> all() {
        List<Sample<?>> samples = new ArrayList<>();
        messages(samples);
        recalls(samples);
        replies(samples);
        locks(samples);
        offsets(samples);
        groups(samples);
        routes(samples);
        PopSamples.add(samples);
        AdminSamples.add(samples);
        return samples;
    }

    private static void messages(List<Sample<?>> to) {
        SendMessageResponse stored = new SendMessageResponse(
                ResponseCode.SUCCESS, "7F00000100002A9F0000000000000000", 3, 1L << 40, "FD00", "djEg==");
        to.add(new Sample<>(send("hello"), stored));
        to.add(new Sample<>(
                new SendMessageRequest("g", "t", "TBW102", 4, -1, 0x304, -1, -7, "", 2, 16, bytes("")),
                new SendMessageResponse(ResponseCode.FLUSH_DISK_TIMEOUT, "7F00", 0, 0, null, null)));
        to.add(new Sample<>(
                new SendBatchMessageRequest("g", "t", "TBW102", 4, 1, 0, 99, 5, ODD, bytes("batch")), stored));
        to.add(new Sample<>(pull("a || b", true), pulled(PullStatus.FOUND, batch(3))));
        to.add(new Sample<>(pull(null, false), pulled(PullStatus.NOTHING_NEW, RecordBatch.empty())));
        to.add(new Sample<>(pull(null, false), pulled(PullStatus.NOTHING_MATCHED, RecordBatch.empty())));
        to.add(new Sample<>(pull(ODD, false), pulled(PullStatus.OFFSET_MOVED, RecordBatch.empty())));
        to.add(new Sample<>(new SendBackRequest(1L << 50, "g", -1, "id", "t", 3), new EmptyResponse()));
        to.add(new Sample<>(new SendBackRequest(0, "g", 0, null, null, -1), new EmptyResponse()));
        to.add(new Sample<>(
                new EndTransactionRequest("pg", 7, 1L << 40, TransactionVerdict.COMMIT, true, "id", "id", ODD),
                new EmptyResponse()));
        to.add(new Sample<>(
                new EndTransactionRequest("pg", 0, 0, TransactionVerdict.ROLLBACK, false, "id", null, null),
                new EmptyResponse()));
        to.add(new Sample<>(
                new EndTransactionRequest("pg", 0, 0, TransactionVerdict.UNKNOWN, false, "", null, null),
                new EmptyResponse()));
        to.add(new Sample<>(
                new CheckTransactionRequest(7, 1L << 40, "id", "id", "7F00", ODD, "broker-a", records(1, 10)),
                new EmptyResponse()));
        to.add(new Sample<>(
                new CheckTransactionRequest(0, 0, null, null, null, null, null, records(1, 0)), new EmptyResponse()));
    }

    private static void recalls(List<Sample<?>> to) {
        to.add(new Sample<>(
                new RecallMessageRequest("orders", "djEgdCBiIDEgaw==", "p"), new RecallMessageResponse("FD00")));
        to.add(new Sample<>(new RecallMessageRequest("%DLQ%g", "_-==", null), new RecallMessageResponse(ODD)));
    }

    private static void replies(List<Sample<?>> to) {
        to.add(new Sample<>(
                new SendReplyRequest(send("answer")),
                new SendMessageResponse(ResponseCode.SUCCESS, "0", 0, 0, null, null)));
        to.add(new Sample<>(
                new PushReplyRequest(
                        "g",
                        "c_REPLY_TOPIC",
                        0,
                        0x301,
                        1795344216001L,
                        7,
                        ODD,
                        "10.0.0.5:32930",
                        "[::1]:10911",
                        1795344216002L,
                        bytes("answer")),
                new EmptyResponse()));
    }

    private static void locks(List<Sample<?>> to) {
        to.add(new Sample<>(
                new LockQueuesRequest("10.0.0.7@4711", "g", List.of(QUEUE, OTHER_QUEUE)),
                new LockQueuesResponse(List.of(OTHER_QUEUE))));
        to.add(new Sample<>(new LockQueuesRequest("c", "g", List.of()), new LockQueuesResponse(List.of())));
        to.add(new Sample<>(new UnlockQueuesRequest("c", ODD, List.of(QUEUE)), new EmptyResponse()));
        to.add(new Sample<>(
                new CheckClientConfigRequest(
                        "c", "g", new SubscriptionEntry("orders", "a > 1 AND b = 'ü'", Set.of(), 7, "SQL92")),
                new EmptyResponse()));
    }

    private static void offsets(List<Sample<?>> to) {
        to.add(new Sample<>(
                new QueryConsumerOffsetRequest("g", "t", 1, false),
                new QueryConsumerOffsetResponse(OptionalLong.of(Long.MAX_VALUE))));
        to.add(new Sample<>(
                new QueryConsumerOffsetRequest("g", "t", 1, true),
                new QueryConsumerOffsetResponse(OptionalLong.empty())));
        to.add(new Sample<>(new UpdateConsumerOffsetRequest("g", "t", 2, 77), new EmptyResponse()));
        to.add(new Sample<>(new SearchOffsetRequest("t", 0, 1795344216001L), new OffsetResponse(-1)));
        to.add(new Sample<>(new GetMaxOffsetRequest("t", 0), new OffsetResponse(Long.MIN_VALUE)));
        to.add(new Sample<>(new GetMinOffsetRequest("t", 9), new OffsetResponse(0)));
        to.add(new Sample<>(new GetEarliestStoreTimeRequest("t", 0), new TimestampResponse(-1)));
        to.add(new Sample<>(
                new GetTopicStatsRequest("t"),
                new TopicStatsResponse(
                        Map.of(
                                QUEUE,
                                new TopicStatsResponse.Entry(1, 2, 3),
                                OTHER_QUEUE,
                                new TopicStatsResponse.Entry(0, 0, 0)),
                        0.5)));
        to.add(new Sample<>(
                new GetConsumeStatsRequest("g", null),
                new ConsumeStatsResponse(Map.of(QUEUE, new ConsumeStatsResponse.Entry(9, -1, 5, 1)), 0.25)));
        to.add(new Sample<>(new GetConsumeStatsRequest("g", "t"), new ConsumeStatsResponse(Map.of(), 0)));
    }

    private static void groups(List<Sample<?>> to) {
        to.add(new Sample<>(
                new HeartbeatRequest(
                        "10.0.0.7@4711",
                        List.of("p", "CLIENT_INNER_PRODUCER"),
                        List.of(new HeartbeatRequest.Consumer(
                                "g",
                                "CONSUME_PASSIVELY",
                                "CLUSTERING",
                                "CONSUME_FROM_LAST_OFFSET",
                                List.of(ALL, TAGGED)))),
                new HeartbeatResponse(ProtocolVersion.CURRENT, null)));
        to.add(new Sample<>(
                new HeartbeatRequest("c", List.of(), List.of()),
                new HeartbeatResponse(ProtocolVersion.CURRENT, Duration.ofSeconds(30))));
        to.add(new Sample<>(
                new ClaimQueueRequest("g", "t", 3, new Claimant("c", -7)),
                new ClaimQueueResponse(ClaimQueueResponse.Outcome.HANDED_OVER, "a")));
        to.add(new Sample<>(
                new ReleaseQueueRequest("g", "t", 3, new Claimant("c", Long.MAX_VALUE), -1),
                new ReleaseQueueResponse(true)));
        to.add(new Sample<>(new UnregisterClientRequest("c", "p", null), new EmptyResponse()));
        to.add(new Sample<>(new UnregisterClientRequest("c", null, "g"), new EmptyResponse()));
        to.add(new Sample<>(new GetConsumerListRequest("g"), new ConsumerListResponse(List.of("a", ODD))));
        to.add(new Sample<>(new NotifyConsumerIdsChangedRequest("g"), new EmptyResponse()));
        to.add(new Sample<>(
                new GetConsumerConnectionsRequest("g"),
                new ConsumerConnectionsResponse(
                        List.of(new ConsumerConnectionsResponse.Connection("c", "10.0.0.5:32930", "JAVA", 513)),
                        Map.of("orders", ALL),
                        "CONSUME_PASSIVELY",
                        "CLUSTERING",
                        "CONSUME_FROM_LAST_OFFSET")));
        to.add(new Sample<>(
                new GetConsumerRunningInfoRequest("g", "c", true),
                new ConsumerRunningInfoResponse(
                        Map.of(),
                        List.of(),
                        Map.of(),
                        Map.of("orders", new ConsumerRunningInfoResponse.Consumption(1.5, 0.25, 2.5, 7)),
                        "main RUNNABLE\n    at x")));
        to.add(new Sample<>(
                new GetConsumerRunningInfoRequest("g", "c"),
                new ConsumerRunningInfoResponse(
                        Map.of("PROP_CONSUME_TYPE", "CONSUME_PASSIVELY", "odd", ODD),
                        List.of(ALL),
                        Map.of(QUEUE, new ConsumerRunningInfoResponse.Queue(1, 2, 3_000_001, 4, 5)))));
        to.add(new Sample<>(
                new GetSubscriptionGroupsRequest(),
                new SubscriptionGroupsResponse(List.of(
                        SubscriptionGroup.defaults("g"),
                        new SubscriptionGroup("h", false, true, 2, 3, false, true, 1, 2, false, 4, 99)))));
    }

    private static void routes(List<Sample<?>> to) {
        to.add(new Sample<>(new CreateTopicRequest("t", 8, 4, 6, true), new EmptyResponse()));
        to.add(new Sample<>(
                new GetRouteRequest("t"),
                new RouteResponse(
                        List.of(new RouteResponse.Queues("broker-a", 4, 8, 6, 0)), List.of(BROKER), "broker-a:4")));
        to.add(new Sample<>(new GetRouteRequest("t"), new RouteResponse(List.of(), List.of(), null)));
        to.add(new Sample<>(
                new GetClusterRequest(), new ClusterResponse(List.of(BROKER), Map.of("c", List.of("broker-a")))));
        to.add(new Sample<>(new GetTopicListRequest(), new TopicListResponse(List.of("orders", "%DLQ%g"))));
        to.add(new Sample<>(new GetTopicConfigRequest("t"), new TopicConfigResponse("t", 4, 8, 6, 1, true)));
    }

    public static SendMessageRequest send(String body) {
        return new SendMessageRequest("group", "orders", "TBW102", 4, 2, 0, 1795344216001L, 0, ODD, 0, -1, bytes(body));
    }

    private static PullMessageRequest pull(@Nullable String subscription, boolean lite) {
        return new PullMessageRequest("g", "t", 1, 1L << 40, 32, 7, 5, 15000, subscription, 1, "TAG", 262144, lite);
    }

    public static PullMessageResponse pulled(PullStatus status, RecordBatch batch) {
        return new PullMessageResponse(status, 0, 12, 1, 1L << 41, batch);
    }

    /** A batch of records with ten bytes of body each. */
    public static RecordBatch batch(int count) {
        return RecordBatch.ofHeap(records(count, 10));
    }

    public static ByteBuffer records(int count, int bodyBytes) {
        RecordContent content = RecordContent.of(
                "orders",
                1,
                0,
                0,
                7,
                HostAddress.LOCAL,
                HostAddress.LOCAL,
                0,
                ByteBuffer.allocate(bodyBytes),
                bytes("TAGS\u0001a\u0002").array(),
                0);
        ByteBuffer records = ByteBuffer.allocate(count * content.encodedSize());
        for (int i = 0; i < count; i++) {
            RecordFormat.encode(content, records, i * content.encodedSize(), i, i * 200L, 8);
        }
        return records;
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
