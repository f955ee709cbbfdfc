package io.mqspring.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.message.MessageQueue;
import io.mqspring.protocol.ClusterResponse;
import io.mqspring.protocol.GetClusterRequest;
import io.mqspring.protocol.GetRouteRequest;
import io.mqspring.protocol.GetTopicStatsRequest;
import io.mqspring.protocol.HeartbeatRequest;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.protocol.RouteResponse;
import io.mqspring.protocol.TopicStatsResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Bodies in the forms that official peers write. */
class JsonBodyTests {

    private final FrameDecoder decoder = new FrameDecoder();
    private final FrameEncoder encoder = new FrameEncoder();

    @Test
    void queuesAreKeysAsObjects() {
        TopicStatsResponse stats =
                new TopicStatsResponse(Map.of(new MessageQueue("T", "b", 0), new TopicStatsResponse.Entry(1, 2, 3)), 0);
        String expected = "{\"offsetTable\":{{\"brokerName\":\"b\",\"queueId\":0,\"topic\":\"T\"}:"
                + "{\"lastUpdateTimestamp\":3,\"maxOffset\":2,\"minOffset\":1}},\"topicPutTps\":0.0}";
        assertThat(body(new GetTopicStatsRequest("T"), stats)).isEqualTo(expected);
        assertThat(answer(new GetTopicStatsRequest("T"), expected)).isEqualTo(stats);
    }

    @Test
    void queuesMayBeKeysAsStringsToo() {
        String text =
                "{\"offsetTable\":{\"{\\\"brokerName\\\":\\\"b\\\",\\\"queueId\\\":4,\\\"topic\\\":\\\"T\\\"}\":{}}}";
        TopicStatsResponse stats = answer(new GetTopicStatsRequest("T"), text);
        assertThat(stats.queues()).containsOnlyKeys(new MessageQueue("T", "b", 4));
    }

    @Test
    void brokerIdsMayBeBareAndAreWrittenQuoted() {
        String old = "{\"brokerDatas\":[{\"brokerAddrs\":{0:\"10.0.0.1:10911\",1:\"h:1\"},\"brokerName\":\"a\","
                + "\"cluster\":\"c\"}],\"filterServerTable\":{},\"queueDatas\":[{\"brokerName\":\"a\",\"perm\":6,"
                + "\"readQueueNums\":4,\"topicSynFlag\":0,\"writeQueueNums\":4}]}";
        RouteResponse route = answer(new GetRouteRequest("T"), old);
        assertThat(route.brokers().get(0).addresses()).isEqualTo(Map.of(0L, "10.0.0.1:10911", 1L, "h:1"));
        String written = body(new GetRouteRequest("T"), route);
        assertThat(written).contains("\"0\":\"10.0.0.1:10911\"").contains("\"filterServerTable\":{}");
        assertThat(written).doesNotContain("orderTopicConf");
        assertThat(JsonMapper.shared().readTree(written).path("queueDatas").size())
                .isEqualTo(1);
    }

    @Test
    void aClusterIsRead() {
        String text =
                "{\"brokerAddrTable\":{\"broker-a\":{\"brokerAddrs\":{0:\"ip:10911\"},\"brokerName\":\"broker-a\","
                        + "\"cluster\":\"DefaultCluster\",\"enableActingMaster\":false}},"
                        + "\"clusterAddrTable\":{\"DefaultCluster\":[\"broker-a\"]}}";
        ClusterResponse cluster = answer(new GetClusterRequest(), text);
        assertThat(cluster.clusters()).isEqualTo(Map.of("DefaultCluster", List.of("broker-a")));
        assertThat(cluster.brokers().get(0).cluster()).isEqualTo("DefaultCluster");
    }

    @Test
    void heartbeatsOfOldAndNewClientsAreRead() {
        String subscription = "{\"classFilterMode\":false,\"codeSet\":[2598919],\"expressionType\":\"TAG\","
                + "\"subString\":\"TagA\",\"subVersion\":1795344248941,\"tagsSet\":[\"TagA\"],\"topic\":\"TopicA\"}";
        String consumers = "\"consumerDataSet\":[{\"consumeFromWhere\":\"CONSUME_FROM_LAST_OFFSET\","
                + "\"consumeType\":\"CONSUME_PASSIVELY\",\"groupName\":\"CG1\",\"messageModel\":\"CLUSTERING\","
                + "\"subscriptionDataSet\":[" + subscription + "],\"unitMode\":false}],";
        String producers = "\"producerDataSet\":[{\"groupName\":\"PG1\"}]";
        HeartbeatRequest old = heartbeat("{\"clientID\":\"c\"," + consumers + producers + "}");
        HeartbeatRequest young = heartbeat("{\"clientID\":\"c\"," + consumers + "\"heartbeatFingerprint\":-12,"
                + producers + ",\"withoutSub\":false}");
        assertThat(young).isEqualTo(old);
        assertThat(old.producerGroups()).containsExactly("PG1");
        HeartbeatRequest.Consumer consumer = old.consumers().get(0);
        assertThat(consumer.group()).isEqualTo("CG1");
        assertThat(consumer.subscriptions().get(0).tags()).isEqualTo(Set.of("TagA"));
        assertThat(consumer.subscriptions().get(0).version()).isEqualTo(1795344248941L);
        assertThat(heartbeat("{clientID:'c'}".replace('\'', '"')).consumers()).isEmpty();
    }

    @Test
    void tagHashesGoWithASubscription() {
        HeartbeatRequest request = CommandSamples.all().stream()
                .map(CommandSamples.Sample::request)
                .filter(HeartbeatRequest.class::isInstance)
                .map(HeartbeatRequest.class::cast)
                .findFirst()
                .orElseThrow();
        encoder.beginRequest(request, 1, false);
        ByteBuf out = Unpooled.buffer();
        encoder.writeTo(out);
        Frame frame = Objects.requireNonNull(decoder.next(out));
        var tree = JsonMapper.shared().readTree(text(frame));
        var subscriptions = tree.path("consumerDataSet").path(0).path("subscriptionDataSet");
        assertThat(subscriptions.path(1).path("codeSet").size()).isEqualTo(2);
        assertThat(subscriptions.path(1).path("codeSet").toString()).contains("97");
    }

    @Test
    void oddValuesAreTaken() {
        JsonObject in = JsonBodyReader.read(
                "{\"a\":NaN,\"b\":\"12\",c:1e3,\"d\":\"x\u0001y\",\"e\":[1,null,\"z\",],\"f\":True1}"
                        .replace("True1", "true")
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(in.longValue("a", 5)).isEqualTo(5);
        assertThat(in.longValue("b")).isEqualTo(12);
        assertThat(in.longValue("c")).isEqualTo(1000);
        assertThat(in.string("d")).isEqualTo("x\u0001y");
        assertThat(in.strings("e")).containsExactly("1", "z");
        assertThat(in.flag("f", false)).isTrue();
        assertThatThrownBy(() -> in.string("missing")).hasMessageContaining("'missing' is missing");
        assertThatThrownBy(() -> in.objects("d")).hasMessageContaining("'d' must be an array");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{\"a\"}", "{\"a\":}", "{\"a\":1", "{\"a\":\"", "{\"a\":nonsense}", "x"})
    void whatIsNoJsonIsRefused(String text) {
        assertThatThrownBy(() -> JsonBodyReader.read(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedCommandException.class);
    }

    @Test
    void depthIsBounded() {
        String text = "{\"a\":" + "[".repeat(100_000);
        assertThatThrownBy(() -> JsonBodyReader.read(text.getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("nested too deeply");
    }

    private HeartbeatRequest heartbeat(String body) {
        Frame frame =
                Objects.requireNonNull(decoder.next(FrameVectorTests.frame("{\"code\":34,\"extFields\":{}}", body)));
        return (HeartbeatRequest) Objects.requireNonNull(Commands.request(frame));
    }

    private <R extends Response> String body(Request<R> request, R response) {
        encoder.beginResponse(request, SerializeType.JSON, 1, response);
        ByteBuf out = Unpooled.buffer();
        encoder.writeTo(out);
        Frame frame = Objects.requireNonNull(decoder.next(out));
        return text(frame);
    }

    private <R extends Response> R answer(Request<R> request, String body) {
        Frame frame = Objects.requireNonNull(decoder.next(FrameVectorTests.frame("{\"code\":0,\"flag\":1}", body)));
        return Commands.response(request, frame);
    }

    private static String text(Frame frame) {
        return StandardCharsets.UTF_8.decode(frame.body().duplicate()).toString();
    }
}
