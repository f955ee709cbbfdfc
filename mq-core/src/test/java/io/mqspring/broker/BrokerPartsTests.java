package io.mqspring.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.broker.group.ConsumerOffsets;
import io.mqspring.broker.group.GroupConfig;
import io.mqspring.broker.naming.BrokerIdentity;
import io.mqspring.broker.naming.BrokerRoutes;
import io.mqspring.broker.naming.KvConfig;
import io.mqspring.broker.topic.Topic;
import io.mqspring.broker.topic.TopicTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.json.JsonMapper;

class BrokerPartsTests {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_UNQUOTED_PROPERTY_NAMES)
            .build();

    private final AtomicInteger changes = new AtomicInteger();
    private final TopicTable topics = new TopicTable(1000, 4, true, changes::incrementAndGet);

    @Test
    void aTopicIsMadeFromItsTemplateOnce() {
        assertThat(topics.createFromTemplate("t", "TBW102", 2))
                .hasValueSatisfying(topic -> assertThat(topic.queues()).isEqualTo(2));
        assertThat(topics.createFromTemplate("t", "TBW102", 8))
                .hasValueSatisfying(topic -> assertThat(topic.queues()).isEqualTo(2));
        assertThat(topics.createFromTemplate("u", "TBW102", 99))
                .hasValueSatisfying(topic -> assertThat(topic.queues()).isEqualTo(4));
        assertThat(topics.createFromTemplate("v", "t", 4)).as("no template").isEmpty();
        assertThat(topics.createFromTemplate("v", "none", 4)).isEmpty();
        assertThat(changes).hasValue(2);
    }

    @Test
    void queuesFoundInTheStoreBringTheirTopicsBack() {
        topics.createIfAbsent("small", 1);
        assertThat(topics.restoreFromQueues(Map.of("small", 3, "gone", 1, "%DLQ%g", 1, "rmq_sys_wheel_timer", 1)))
                .containsExactly("%DLQ%g", "gone", "small");
        assertThat(queues("small")).isEqualTo(4);
        assertThat(queues("gone")).isEqualTo(4);
        assertThat(queues("%DLQ%g")).isEqualTo(1);
        assertThat(topics.restoreFromQueues(Map.of("small", 3, "gone", 1))).isEmpty();
    }

    @Test
    void routesNameTheAddressThatTheAskerUsed() {
        topics.put(new Topic("t", 3, 2, 6, 0, true));
        BrokerRoutes routes = new BrokerRoutes(topics, new BrokerIdentity("b", "c", null), new KvConfig(() -> {}));
        assertThat(routes.route("t", "10.0.0.1:9")).hasValueSatisfying(route -> {
            assertThat(route.brokers().get(0).addresses()).isEqualTo(Map.of(0L, "10.0.0.1:9"));
            assertThat(route.orderTopicConf()).isEqualTo("b:2");
        });
        assertThat(routes.route("none", "x:1")).isEmpty();
        assertThat(routes.cluster("x:1").clusters()).isEqualTo(Map.of("c", List.of("b")));

        BrokerRoutes advertised =
                new BrokerRoutes(topics, new BrokerIdentity("b", "c", "public:1"), new KvConfig(() -> {}));
        assertThat(advertised.cluster("x:1").brokers().get(0).addresses()).isEqualTo(Map.of(0L, "public:1"));
    }

    @Test
    void documentsAreReadAsTheyAreWritten() {
        topics.put(new Topic("t", 3, 2, 6, 0, true));
        List<Topic> reread = ConfigDocuments.topics(reparse(ConfigDocuments.topics(topics.all(), Map.of(), 7)));
        assertThat(reread).hasSize(1).first().hasToString("Topic[t, 3/2 queues, perm 6]");

        GroupConfig group = new GroupConfig("g", false, true, 2, 5);
        assertThat(ConfigDocuments.groups(reparse(ConfigDocuments.groups(List.of(group), Map.of(), 7))))
                .containsExactly(group);

        ConsumerOffsets offsets = new ConsumerOffsets(() -> CompletableFuture.completedFuture(null));
        offsets.commit("g", "t", 0, 5);
        offsets.commit("g", "%RETRY%g", 0, 1L << 40);
        ConsumerOffsets back = new ConsumerOffsets(() -> CompletableFuture.completedFuture(null));
        ConfigDocuments.offsets(reparse(ConfigDocuments.offsets(offsets, 7)), back);
        assertThat(back.committed("g", "t", 0)).hasValue(5);
        assertThat(back.committed("g", "%RETRY%g", 0)).hasValue(1L << 40);

        assertThat(ConfigDocuments.delayOffsets(reparse(ConfigDocuments.delayOffsets(Map.of(3, 5L), 7))))
                .isEqualTo(Map.of(3, 5L));
    }

    @Test
    void documentsOfAnOfficialBrokerAreRead() {
        ConsumerOffsets offsets = new ConsumerOffsets(() -> CompletableFuture.completedFuture(null));
        ConfigDocuments.offsets(
                parse("{\"dataVersion\":{\"counter\":1},\"offsetTable\":{\"T@g\":{0:500,1:501},\"odd\":{0:1}}}"),
                offsets);
        assertThat(offsets.committed("g", "T", 1)).hasValue(501);
        assertThat(offsets.groups()).containsExactly("g");
        assertThat(ConfigDocuments.topics(parse("{\"topicConfigTable\":{\"T\":{\"perm\":6,\"readQueueNums\":4,"
                        + "\"topicName\":\"T\",\"writeQueueNums\":4,\"attributes\":null},\"broken\":{}}}")))
                .hasSize(1);
        assertThat(ConfigDocuments.groups(parse("{\"subscriptionGroupTable\":{\"g\":{\"groupName\":\"g\"}}}")))
                .containsExactly(GroupConfig.defaults("g"));
        assertThat(ConfigDocuments.delayOffsets(parse("{\"offsetTable\":{3:5}}")))
                .isEqualTo(Map.of(3, 5L));
    }

    @Test
    void whatAnOfficialBrokerKnowsAndThisOneDoesNotIsWrittenBack() {
        Map<String, Object> read = parse("{\"topicConfigTable\":{"
                + "\"t\":{\"perm\":6,\"readQueueNums\":4,\"writeQueueNums\":4,\"topicFilterType\":\"MULTI_TAG\","
                + "\"attributes\":{\"message.type\":\"FIFO\"}},"
                + "\"huge\":{\"perm\":6,\"readQueueNums\":5000,\"writeQueueNums\":5000}},\"other\":[1]}");
        List<Topic> understood = ConfigDocuments.topics(read);
        assertThat(understood).extracting(Topic::name).containsExactly("t");
        Topic narrowed = new Topic("t", 2, 2, 4, 0, false);
        Map<String, Object> topicsWritten = reparse(ConfigDocuments.topics(List.of(narrowed), read, 7));
        assertThat(topicsWritten).containsEntry("other", List.of(1));
        Map<String, Object> table = JsonDocument.object(topicsWritten, "topicConfigTable");
        assertThat(table).containsKey("huge");
        assertThat(JsonDocument.object(table, "t"))
                .containsEntry("attributes", Map.of("message.type", "FIFO"))
                .containsEntry("topicFilterType", "MULTI_TAG")
                .containsEntry("readQueueNums", 2)
                .containsEntry("perm", 4);

        Map<String, Object> groups = parse("{\"forbiddenTable\":{\"g\":{\"t\":1}},\"subscriptionGroupTable\":{"
                + "\"g\":{\"groupName\":\"g\",\"consumeMessageOrderly\":true,\"retryMaxTimes\":3}}}");
        Map<String, Object> groupsWritten = reparse(ConfigDocuments.groups(ConfigDocuments.groups(groups), groups, 7));
        assertThat(groupsWritten).containsKey("forbiddenTable");
        assertThat(JsonDocument.object(JsonDocument.object(groupsWritten, "subscriptionGroupTable"), "g"))
                .containsEntry("consumeMessageOrderly", true)
                .containsEntry("retryMaxTimes", 3);
    }

    @Test
    void settingsSayWhatIsWrong() {
        BrokerSettings settings = BrokerSettings.in(Path.of("data"));
        assertThat(settings.withPort(0)
                        .withDefaultQueues(8)
                        .withApplication("shop")
                        .port())
                .hasValue(0);
        assertThatThrownBy(() -> settings.withPort(70_000)).hasMessageContaining("port 70000 does not exist");
        assertThatThrownBy(() -> settings.withName("a b")).hasMessageContaining("'a b'");
        assertThatThrownBy(() -> settings.withDefaultQueues(0)).hasMessageContaining("1 to 1024");
        assertThatThrownBy(() -> settings.withAdvertisedAddress("host")).hasMessageContaining("host:port");
        assertThatThrownBy(() -> new Topic("t", 0, 1, 6, 0, false)).hasMessageContaining("1 to 1024");
    }

    @Test
    void bytesAreWrittenForPeople() {
        assertThat(ByteCount.of(17)).isEqualTo("17 B");
        assertThat(ByteCount.of(15_247_000_000L)).isEqualTo("14.2 GB");
    }

    private int queues(String topic) {
        Topic found = topics.find(topic);
        return found == null ? 0 : found.queues();
    }

    private static Map<String, Object> reparse(Map<String, ?> document) {
        return parse(JSON.writeValueAsString(document));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> parse(String text) {
        return JSON.readValue(text, Map.class);
    }
}
