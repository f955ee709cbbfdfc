package io.mqspring.protocol.codec;

import io.mqspring.message.MessageQueue;
import io.mqspring.protocol.AddWritePermissionRequest;
import io.mqspring.protocol.AllTopicConfigsResponse;
import io.mqspring.protocol.BrokerConsumeStatsResponse;
import io.mqspring.protocol.BrokerStatsDataResponse;
import io.mqspring.protocol.CleanExpiredQueuesRequest;
import io.mqspring.protocol.CleanUnusedTopicsRequest;
import io.mqspring.protocol.CloneGroupOffsetRequest;
import io.mqspring.protocol.ConsumeDirectlyRequest;
import io.mqspring.protocol.ConsumeDirectlyResponse;
import io.mqspring.protocol.ConsumeQueueResponse;
import io.mqspring.protocol.ConsumeStatsResponse;
import io.mqspring.protocol.ConsumeTimeSpanResponse;
import io.mqspring.protocol.ConsumerConnectionsResponse;
import io.mqspring.protocol.ConsumerOffsetsResponse;
import io.mqspring.protocol.ConsumerStatusResponse;
import io.mqspring.protocol.CreateGroupRequest;
import io.mqspring.protocol.CreateGroupsRequest;
import io.mqspring.protocol.CreateTopicsRequest;
import io.mqspring.protocol.DelayOffsetsResponse;
import io.mqspring.protocol.DeleteExpiredLogRequest;
import io.mqspring.protocol.DeleteGroupRequest;
import io.mqspring.protocol.DeleteKvConfigRequest;
import io.mqspring.protocol.DeleteRouteRequest;
import io.mqspring.protocol.DeleteTopicRequest;
import io.mqspring.protocol.EmptyResponse;
import io.mqspring.protocol.GetAllConsumerOffsetsRequest;
import io.mqspring.protocol.GetAllTopicConfigsRequest;
import io.mqspring.protocol.GetBrokerConfigRequest;
import io.mqspring.protocol.GetBrokerConsumeStatsRequest;
import io.mqspring.protocol.GetBrokerRuntimeInfoRequest;
import io.mqspring.protocol.GetBrokerSystemTopicsRequest;
import io.mqspring.protocol.GetClientStatusRequest;
import io.mqspring.protocol.GetConsumerStatusRequest;
import io.mqspring.protocol.GetDelayOffsetsRequest;
import io.mqspring.protocol.GetGroupRequest;
import io.mqspring.protocol.GetGroupSubscriptionRequest;
import io.mqspring.protocol.GetGroupTopicsRequest;
import io.mqspring.protocol.GetKvConfigRequest;
import io.mqspring.protocol.GetKvListRequest;
import io.mqspring.protocol.GetNameServerConfigRequest;
import io.mqspring.protocol.GetOtherUnitSubscriptionTopicsRequest;
import io.mqspring.protocol.GetProducerConnectionsRequest;
import io.mqspring.protocol.GetProducersRequest;
import io.mqspring.protocol.GetSystemTopicsRequest;
import io.mqspring.protocol.GetTopicsByClusterRequest;
import io.mqspring.protocol.GetUnitSubscriptionTopicsRequest;
import io.mqspring.protocol.GetUnitTopicsRequest;
import io.mqspring.protocol.GroupListResponse;
import io.mqspring.protocol.GroupSubscriptionResponse;
import io.mqspring.protocol.KvConfigResponse;
import io.mqspring.protocol.KvTableResponse;
import io.mqspring.protocol.MessageResponse;
import io.mqspring.protocol.PermissionChangeResponse;
import io.mqspring.protocol.ProducerConnectionsResponse;
import io.mqspring.protocol.ProducersResponse;
import io.mqspring.protocol.PutKvConfigRequest;
import io.mqspring.protocol.QueryConsumeQueueRequest;
import io.mqspring.protocol.QueryConsumeTimeSpanRequest;
import io.mqspring.protocol.QueryMessageRequest;
import io.mqspring.protocol.QueryMessageResponse;
import io.mqspring.protocol.QueryTopicGroupsRequest;
import io.mqspring.protocol.QueueOffsetsResponse;
import io.mqspring.protocol.ResetClientOffsetRequest;
import io.mqspring.protocol.ResetOffsetRequest;
import io.mqspring.protocol.SettingsResponse;
import io.mqspring.protocol.SubscriptionEntry;
import io.mqspring.protocol.SubscriptionGroup;
import io.mqspring.protocol.SubscriptionGroupResponse;
import io.mqspring.protocol.SystemTopicsResponse;
import io.mqspring.protocol.TopicConfigResponse;
import io.mqspring.protocol.TopicListResponse;
import io.mqspring.protocol.UpdateBrokerConfigRequest;
import io.mqspring.protocol.UpdateNameServerConfigRequest;
import io.mqspring.protocol.ViewBrokerStatsRequest;
import io.mqspring.protocol.ViewMessageRequest;
import io.mqspring.protocol.WipeWritePermissionRequest;
import io.mqspring.protocol.codec.CommandSamples.Sample;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Samples of what operators ask. Stateless. */
final class AdminSamples {

    private static final String ODD = "ä\u0001\"\\/\n€";
    private static final MessageQueue QUEUE = new MessageQueue("orders", "broker-a", 0);
    private static final MessageQueue OTHER = new MessageQueue("orders", "broker-\"b\"", 7);
    private static final SubscriptionEntry TAGGED = new SubscriptionEntry("orders", "a", Set.of("a"), 9, "TAG");
    private static final SubscriptionGroup GROUP =
            new SubscriptionGroup("g", false, false, 2, 3, false, true, 1, 2, false, 4, 99);
    private static final TopicConfigResponse TOPIC = new TopicConfigResponse("orders", 4, 8, 6, 0, true);
    private static final EmptyResponse NOTHING = new EmptyResponse();

    private AdminSamples() {}

    static void add(List<Sample<?>> to) {
        nameServer(to);
        broker(to);
        groups(to);
        messages(to);
        offsets(to);
    }

    private static void nameServer(List<Sample<?>> to) {
        to.add(new Sample<>(new PutKvConfigRequest("n", "k", ODD), NOTHING));
        to.add(new Sample<>(new GetKvConfigRequest("n", "k"), new KvConfigResponse(ODD)));
        to.add(new Sample<>(new DeleteKvConfigRequest("n", "k"), NOTHING));
        to.add(new Sample<>(new GetKvListRequest("n"), new KvTableResponse(Map.of("k", ODD, "l", ""))));
        to.add(new Sample<>(new WipeWritePermissionRequest("b"), new PermissionChangeResponse(3)));
        to.add(new Sample<>(new AddWritePermissionRequest("b"), new PermissionChangeResponse(0)));
        to.add(new Sample<>(new DeleteRouteRequest("orders"), NOTHING));
        to.add(new Sample<>(new GetTopicsByClusterRequest("c"), new TopicListResponse(List.of("orders"))));
        to.add(new Sample<>(new GetSystemTopicsRequest(), new SystemTopicsResponse(List.of("c", "b"), "10.0.0.1:1")));
        to.add(new Sample<>(new GetSystemTopicsRequest(), new SystemTopicsResponse(List.of(), null)));
        to.add(new Sample<>(new GetBrokerSystemTopicsRequest(), new TopicListResponse(List.of("TBW102"))));
        to.add(new Sample<>(new GetUnitTopicsRequest(), new TopicListResponse(List.of())));
        to.add(new Sample<>(new GetUnitSubscriptionTopicsRequest(), new TopicListResponse(List.of())));
        to.add(new Sample<>(new GetOtherUnitSubscriptionTopicsRequest(), new TopicListResponse(List.of())));
        to.add(new Sample<>(new GetNameServerConfigRequest(), new SettingsResponse("", "a=b\n")));
        to.add(new Sample<>(new UpdateNameServerConfigRequest("a=ü\n"), NOTHING));
    }

    private static void broker(List<Sample<?>> to) {
        to.add(new Sample<>(new GetBrokerRuntimeInfoRequest(), new KvTableResponse(Map.of("putTps", "0.0 1.0 2.0"))));
        to.add(new Sample<>(new GetBrokerConfigRequest(), new SettingsResponse("{\"counter\":1}", "a=b\nc=€\n")));
        to.add(new Sample<>(new UpdateBrokerConfigRequest("a=b"), NOTHING));
        to.add(new Sample<>(new CleanExpiredQueuesRequest(), NOTHING));
        to.add(new Sample<>(new CleanUnusedTopicsRequest(), NOTHING));
        to.add(new Sample<>(new DeleteExpiredLogRequest(), NOTHING));
        to.add(new Sample<>(
                new ViewBrokerStatsRequest("TOPIC_PUT_NUMS", "orders"),
                new BrokerStatsDataResponse(
                        new BrokerStatsDataResponse.Window(1, 0.5, 1),
                        new BrokerStatsDataResponse.Window(2, 0.25, 1.5),
                        new BrokerStatsDataResponse.Window(1L << 40, 0, 0))));
        to.add(new Sample<>(
                new GetBrokerConsumeStatsRequest(true),
                new BrokerConsumeStatsResponse(
                        Map.of(
                                "g",
                                List.of(new ConsumeStatsResponse(
                                        Map.of(QUEUE, new ConsumeStatsResponse.Entry(9, 4, 5, 1)), 0.5))),
                        "10.0.0.1:1",
                        5,
                        1)));
        to.add(new Sample<>(new GetAllTopicConfigsRequest(), new AllTopicConfigsResponse(List.of(TOPIC))));
        to.add(new Sample<>(new CreateTopicsRequest(List.of(TOPIC)), NOTHING));
        to.add(new Sample<>(new DeleteTopicRequest("orders"), NOTHING));
        to.add(new Sample<>(new QueryTopicGroupsRequest("orders"), new GroupListResponse(List.of("g", "h"))));
    }

    private static void groups(List<Sample<?>> to) {
        to.add(new Sample<>(new CreateGroupRequest(GROUP), NOTHING));
        to.add(new Sample<>(new CreateGroupsRequest(List.of(GROUP, SubscriptionGroup.defaults("h"))), NOTHING));
        to.add(new Sample<>(new DeleteGroupRequest("g", true), NOTHING));
        to.add(new Sample<>(new GetGroupRequest("g"), new SubscriptionGroupResponse(GROUP)));
        to.add(new Sample<>(
                new GetProducerConnectionsRequest("p"),
                new ProducerConnectionsResponse(
                        List.of(new ConsumerConnectionsResponse.Connection("c", "10.0.0.5:1", "GO", 513)))));
        to.add(new Sample<>(
                new GetProducersRequest(),
                new ProducersResponse(
                        Map.of("p", List.of(new ProducersResponse.Producer("c", "10.0.0.5:1", "JAVA", 407, 7))))));
        to.add(new Sample<>(new GetGroupTopicsRequest("g"), new TopicListResponse(List.of("orders", "%RETRY%g"))));
        to.add(new Sample<>(
                new GetGroupSubscriptionRequest("g", "orders"), new GroupSubscriptionResponse("g", "orders", TAGGED)));
        to.add(new Sample<>(
                new GetGroupSubscriptionRequest("g", "orders"), new GroupSubscriptionResponse("g", "orders", null)));
        to.add(new Sample<>(
                new ConsumeDirectlyRequest("g", "c", "7F00", "b", "orders", CommandSamples.records(1, 5)),
                new ConsumeDirectlyResponse(false, true, "CR_SUCCESS", null, 3)));
        to.add(new Sample<>(
                new ConsumeDirectlyRequest("g", "c", "", null, null, ByteBuffer.allocate(0)),
                new ConsumeDirectlyResponse(true, false, "CR_THROW_EXCEPTION", ODD, 0)));
    }

    private static void messages(List<Sample<?>> to) {
        to.add(new Sample<>(new ViewMessageRequest(1L << 40), new MessageResponse(CommandSamples.records(1, 5))));
        to.add(new Sample<>(
                new QueryMessageRequest("orders", "k", 64, 1, Long.MAX_VALUE, true),
                new QueryMessageResponse(7, 8, CommandSamples.records(2, 5))));
        to.add(new Sample<>(
                new QueryConsumeQueueRequest("orders", 1, -1, 10, null),
                new ConsumeQueueResponse(
                        1, 5, List.of(new ConsumeQueueResponse.Entry(1L << 40, 200, -7, true, ODD)), TAGGED)));
        to.add(new Sample<>(
                new QueryConsumeQueueRequest("orders", 1, 3, 10, "g"),
                new ConsumeQueueResponse(0, 5, List.of(new ConsumeQueueResponse.Entry(0, 1, 2, false, null)), null)));
    }

    private static void offsets(List<Sample<?>> to) {
        Map<MessageQueue, Long> offsets = Map.of(QUEUE, 5L, OTHER, 1L << 40);
        to.add(new Sample<>(
                new ResetOffsetRequest("orders", "g", -1, true, -1, -1), new QueueOffsetsResponse(offsets)));
        to.add(new Sample<>(new ResetClientOffsetRequest("orders", "g", offsets), NOTHING));
        to.add(new Sample<>(new GetClientStatusRequest("orders", "g"), new QueueOffsetsResponse(offsets)));
        to.add(new Sample<>(
                new GetConsumerStatusRequest("orders", "g", null),
                new ConsumerStatusResponse(Map.of("10.0.0.1@1", offsets, "10.0.0.1@2", Map.of()))));
        to.add(new Sample<>(new CloneGroupOffsetRequest("g", "h", "orders"), NOTHING));
        to.add(new Sample<>(
                new QueryConsumeTimeSpanRequest("orders", "g"),
                new ConsumeTimeSpanResponse(List.of(new ConsumeTimeSpanResponse.Span(QUEUE, 1, 2, 3, 4)))));
        to.add(new Sample<>(
                new GetAllConsumerOffsetsRequest(),
                new ConsumerOffsetsResponse(Map.of("orders@g", Map.of(0, 5L, 7, 1L << 40)))));
        to.add(new Sample<>(new GetDelayOffsetsRequest(), new DelayOffsetsResponse(Map.of(3, 5L))));
    }
}
