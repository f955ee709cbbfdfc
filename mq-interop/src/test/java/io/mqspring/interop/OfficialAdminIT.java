package io.mqspring.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.mqspring.client.ClientSettings;
import io.mqspring.client.MqClient;
import io.mqspring.consumer.ConsumeResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The official admin tool of each release against our broker, command by command, with a live official consumer (group {@code
 * billing}) and a live one of ours (group {@code audit}). One process of our broker and one of the tool serve all rows.
 */
@Tag("ci")
@ParameterizedClass(name = "({0})")
@MethodSource("io.mqspring.interop.OfficialVersion#chosen")
class OfficialAdminIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String CLUSTER = "DefaultCluster";
    private static final int MESSAGES = 8;

    private static final List<String> ours = new CopyOnWriteArrayList<>();

    private static Path work;
    private static Broker broker;
    private static OfficialClient tool;
    private static MqClient client;
    private static String address;
    private static String member;
    private static String[] last;

    @Parameter
    OfficialVersion version;

    @BeforeParameterizedClassInvocation
    static void begin(OfficialVersion version) throws IOException {
        ours.clear();
        work = Official.work("admin-" + version);
        broker = OurBroker.start(work.resolve("data"), work);
        address = broker.nameServer();
        tool = OfficialClient.start(version, work.resolve("tool"));
        tool.use(address);
        mqadmin("updateTopic", "-t", "orders", "-c", CLUSTER, "-r", "4", "-w", "4");
        List<String> sent = tool.send("orders", MESSAGES, "o");
        last = sent.get(MESSAGES - 1).split("\t");
        member = tool.run("live", "billing", "orders").get(0);
        client = MqClient.connect(ClientSettings.defaults(), address);
        client.pushConsumer("audit")
                .subscribe("ledger", "*")
                .listener(messages -> {
                    ours.add(new String(messages.get(0).body(), StandardCharsets.UTF_8));
                    return ConsumeResult.success();
                })
                .start();
        await("billing consumes")
                .atMost(PATIENCE)
                .until(() -> consumed("billing").size() == MESSAGES);
        await("billing commits").atMost(PATIENCE).until(() -> mqadmin("consumerProgress", "-g", "billing")
                .contains("Diff Total: 0"));
    }

    @AfterParameterizedClassInvocation
    static void end() {
        client.close();
        tool.close();
        broker.close();
    }

    private static String mqadmin(String... words) {
        List<String> all = new ArrayList<>(List.of("mqadmin"));
        all.addAll(List.of(words));
        return String.join("\n", tool.run(all.toArray(new String[0])));
    }

    private static List<String> consumed(String group) {
        return tool.run("live-bodies", group);
    }

    /** The columns of the row that begins with a word. */
    private static String[] row(String output, String first) {
        return output.lines()
                .map(String::trim)
                .filter(line -> line.startsWith(first))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no row '" + first + "' in:\n" + output))
                .split("\\s+");
    }

    /** As the tool names the release of a client. */
    private String release() {
        return version == OfficialVersion.V5_5 ? "V5_5_0" : "V4_9_7";
    }

    /** Release 4.9 asks for a message by its id alone. */
    private String queryMsgById(String topic, String id, String... more) {
        List<String> words = new ArrayList<>(List.of("queryMsgById", "-i", id));
        if (version == OfficialVersion.V5_5) {
            words.addAll(List.of("-t", topic));
        }
        words.addAll(List.of(more));
        return mqadmin(words.toArray(new String[0]));
    }

    private static void topic(String name, int messages) {
        mqadmin("updateTopic", "-t", name, "-c", CLUSTER, "-r", "1", "-w", "1");
        if (messages > 0) {
            tool.send(name, messages, name + "-");
        }
    }

    @Test
    @DisplayName("mqadmin clusterList")
    void clusterList() {
        String[] row = row(mqadmin("clusterList"), CLUSTER);
        assertThat(row[1]).isEqualTo("broker-a");
        assertThat(row[2]).isEqualTo("0");
        assertThat(row[3]).isEqualTo(address);
        assertThat(Long.parseLong(row(mqadmin("clusterList", "-m"), CLUSTER)[4]))
                .isGreaterThanOrEqualTo(MESSAGES);
    }

    @Test
    @DisplayName("mqadmin brokerStatus")
    void brokerStatus() {
        String status = mqadmin("brokerStatus", "-b", address);
        assertThat(Long.parseLong(row(status, "msgPutTotalTodayNow")[2])).isGreaterThanOrEqualTo(MESSAGES);
        assertThat(Long.parseLong(row(status, "msgGetTotalTodayNow")[2])).isGreaterThanOrEqualTo(MESSAGES);
        assertThat(Long.parseLong(row(status, "commitLogMaxOffset")[2])).isGreaterThan(2000);
        assertThat(row(status, "brokerActive")[2]).isEqualTo("true");
    }

    @Test
    @DisplayName("mqadmin brokerConsumeStats")
    void brokerConsumeStats() {
        // The tool would keep a closed client for the second run of this command in one process.
        mqadmin("brokerConsumeStats", "-b", address);
        // Official consumers commit every five seconds.
        await("billing commits").atMost(PATIENCE).untilAsserted(() -> assertThat(
                        mqadmin("brokerConsumeStats", "-b", address))
                .containsPattern("orders +billing +broker-a +0 +2 +2 +0")
                .contains("Diff Total:"));
    }

    @Test
    @DisplayName("mqadmin statsAll")
    void statsAll() {
        String ofBilling = mqadmin("statsAll", "-t", "orders")
                .lines()
                .filter(line -> line.matches("orders +billing .*"))
                .findFirst()
                .orElseThrow();
        String[] row = row(ofBilling, "orders");
        assertThat(row[2]).as("accumulation").isEqualTo("0");
        assertThat(row[5]).as("in, 24 h").isEqualTo("" + MESSAGES);
        assertThat(Integer.parseInt(row[6])).as("out, 24 h").isGreaterThanOrEqualTo(MESSAGES);
    }

    @Test
    @DisplayName("mqadmin topicList")
    void topicList() {
        assertThat(mqadmin("topicList").lines()).contains("orders", "%RETRY%billing");
        assertThat(mqadmin("topicList", "-c")).containsPattern(CLUSTER + " +orders +billing");
    }

    @Test
    @DisplayName("mqadmin topicRoute")
    void topicRoute() {
        assertThat(mqadmin("topicRoute", "-t", "orders"))
                .contains("\"" + address + "\"", "\"brokerName\":\"broker-a\"", "\"writeQueueNums\":4");
    }

    @Test
    @DisplayName("mqadmin topicStatus")
    void topicStatus() {
        String status = mqadmin("topicStatus", "-t", "orders");
        for (int queue = 0; queue < 4; queue++) {
            assertThat(status).containsPattern("broker-a +" + queue + " +0 +2 +20");
        }
    }

    @Test
    @DisplayName("mqadmin topicClusterList")
    void topicClusterList() {
        assertThat(mqadmin("topicClusterList", "-t", "orders").trim()).isEqualTo(CLUSTER);
    }

    @Test
    @DisplayName("mqadmin updateTopic, updateTopicPerm")
    void updateTopic() {
        topic("changed", 0);
        mqadmin("updateTopic", "-t", "changed", "-c", CLUSTER, "-r", "3", "-w", "2");
        assertThat(mqadmin("topicRoute", "-t", "changed"))
                .contains("\"readQueueNums\":3", "\"writeQueueNums\":2", "\"perm\":6");
        assertThat(mqadmin("updateTopicPerm", "-t", "changed", "-p", "4", "-c", CLUSTER))
                .contains("from 6 to 4");
        assertThat(mqadmin("topicRoute", "-t", "changed")).contains("\"perm\":4");
    }

    @Test
    @DisplayName("mqadmin updateTopicList, updateSubGroupList")
    void lists() throws IOException {
        assumeThat(version).as("a command of release 5").isEqualTo(OfficialVersion.V5_5);
        Path list = work.resolve("topics.json");
        Files.writeString(
                list,
                "[{\"topicName\":\"list-a\",\"readQueueNums\":2,\"writeQueueNums\":2,\"perm\":6},"
                        + "{\"topicName\":\"list-b\",\"readQueueNums\":1,\"writeQueueNums\":1,\"perm\":6}]");
        mqadmin("updateTopicList", "-c", CLUSTER, "-f", list.toString());
        assertThat(mqadmin("topicList").lines()).contains("list-a", "list-b");
        Path groups = work.resolve("groups.json");
        Files.writeString(groups, "[{\"groupName\":\"list-g\",\"retryMaxTimes\":7}]");
        mqadmin("updateSubGroupList", "-c", CLUSTER, "-f", groups.toString());
        assertThat(mqadmin("getConsumerConfig", "-g", "list-g")).containsPattern("retryMaxTimes += +7");
    }

    @Test
    @DisplayName("mqadmin deleteTopic")
    void deleteTopic() {
        topic("doomed", 3);
        assertThat(mqadmin("deleteTopic", "-t", "doomed", "-c", CLUSTER))
                .contains("from cluster [DefaultCluster] success", "from NameServer success");
        assertThat(mqadmin("topicList").lines()).doesNotContain("doomed");
        assertThat(work.resolve("data/consumequeue/doomed")).doesNotExist();
        topic("doomed", 1);
        assertThat(mqadmin("topicStatus", "-t", "doomed")).containsPattern("broker-a +0 +0 +1 ");
    }

    @Test
    @DisplayName("mqadmin updateSubGroup, getConsumerConfig, deleteSubGroup")
    void groups() {
        mqadmin("updateSubGroup", "-c", CLUSTER, "-g", "fresh", "-r", "3", "-q", "2");
        assertThat(mqadmin("getConsumerConfig", "-g", "fresh"))
                .containsPattern("retryMaxTimes += +3")
                .containsPattern("retryQueueNums += +2")
                .containsPattern("consumeBroadcastEnable += +false");
        mqadmin("deleteSubGroup", "-c", CLUSTER, "-g", "fresh", "-r", "true");
        assertThat(mqadmin("getConsumerConfig", "-g", "fresh")).doesNotContain("retryMaxTimes");
    }

    @Test
    @DisplayName("mqadmin consumerProgress")
    void consumerProgress() {
        assertThat(mqadmin("consumerProgress", "-g", "billing"))
                .containsPattern("orders +broker-a +0 +2 +2 +0")
                .containsPattern("(?m)^(Consume )?Diff Total: 0");
        assertThat(mqadmin("consumerProgress")).containsPattern("billing +1 +" + release() + " +PUSH +CLUSTERING");
    }

    @Test
    @DisplayName("mqadmin consumerConnection")
    void consumerConnection() {
        assertThat(mqadmin("consumerConnection", "-g", "billing"))
                .contains(member, release(), "CONSUME_PASSIVELY", "CLUSTERING")
                .containsPattern("orders +\\*");
        assertThat(mqadmin("consumerConnection", "-g", "audit")).contains(client.clientId());
    }

    @Test
    @DisplayName("mqadmin consumerStatus: running info of an official consumer and of ours")
    void consumerStatus() {
        assertThat(mqadmin("consumerStatus", "-g", "billing", "-i", member, "-s"))
                .containsPattern("orders +broker-a +0 ")
                .contains("#Consumer MQ Detail#", "ConsumeMessageThread_");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(mqadmin("consumerStatus", "-g", "audit", "-i", client.clientId(), "-s"))
                        .containsPattern("ledger +broker-a +0 ")
                        .contains("mq-io-", "CONSUME_PASSIVELY"));
    }

    @Test
    @DisplayName("mqadmin producerConnection, producer")
    void producers() {
        assertThat(mqadmin("producerConnection", "-g", "official-producer", "-t", "orders"))
                .contains("JAVA", release());
        assertThat(mqadmin("producer", "-b", address))
                .contains(
                        "producer group (official-producer)",
                        "version=" + (version == OfficialVersion.V5_5 ? 513 : 407));
    }

    @Test
    @DisplayName("mqadmin queryMsgById, and consumed directly by an official consumer and by ours")
    void queryMsgById() {
        assertThat(queryMsgById("orders", last[2]))
                .containsPattern("Topic: +orders")
                .containsPattern("Queue ID: +" + last[3])
                .containsPattern("Queue Offset: +1")
                .contains("[key-o7 all]");
        int before = consumed("billing").size();
        assertThat(queryMsgById("orders", last[2], "-g", "billing", "-d", member))
                .contains("CR_SUCCESS");
        await().atMost(PATIENCE).until(() -> consumed("billing").size() > before);

        String id = tool.send("ledger", 1, "direct").get(0).split("\t")[2];
        await().atMost(PATIENCE).until(() -> ours.contains("direct0"));
        assertThat(queryMsgById("ledger", id, "-g", "audit", "-d", client.clientId()))
                .contains("CR_SUCCESS");
        await().atMost(PATIENCE)
                .until(() -> ours.stream().filter("direct0"::equals).count() == 2);
    }

    @Test
    @DisplayName("mqadmin queryMsgByKey")
    void queryMsgByKey() {
        assertThat(mqadmin("queryMsgByKey", "-t", "orders", "-k", "key-o7")).contains(last[1]);
        // Release 4.9 does not ask for a time.
        if (version == OfficialVersion.V5_5) {
            assertThat(mqadmin("queryMsgByKey", "-t", "orders", "-k", "key-o7", "-b", "0", "-e", "1000"))
                    .doesNotContain(last[1]);
        }
    }

    @Test
    @DisplayName("mqadmin queryMsgByUniqueKey")
    void queryMsgByUniqueKey() {
        assertThat(mqadmin("queryMsgByUniqueKey", "-t", "orders", "-i", last[1]))
                .containsPattern("Queue Offset: +1")
                .contains("UNIQ_KEY=" + last[1]);
    }

    @Test
    @DisplayName("mqadmin queryMsgByOffset, printMsg, printMsgByQueue, consumeMessage")
    void readQueues() {
        assertThat(mqadmin("queryMsgByOffset", "-t", "orders", "-b", "broker-a", "-i", last[3], "-o", "1"))
                .contains("UNIQ_KEY=" + last[1]);
        assertThat(mqadmin("printMsg", "-t", "orders", "-d", "true")).contains("BODY: o0", "BODY: o7");
        assertThat(mqadmin(
                        "printMsgByQueue", "-t", "orders", "-a", "broker-a", "-i", last[3], "-p", "true", "-d", "true"))
                .contains("BODY: o7");
        assertThat(mqadmin("consumeMessage", "-t", "orders", "-b", "broker-a", "-i", last[3], "-o", "1"))
                .contains("Consume ok", last[1]);
    }

    @Test
    @DisplayName("mqadmin queryCq")
    void queryCq() {
        assertThat(mqadmin("queryCq", "-t", "orders", "-q", last[3], "-i", "0", "-c", "5", "-g", "billing"))
                .contains("\"topic\":\"orders\"", "eval=true")
                .containsPattern("(?i)max");
    }

    @Test
    @DisplayName(
            "mqadmin resetOffsetByTime, skipAccumulatedMessage: a live official consumer, a live one of ours, nobody")
    void resetOffset() {
        topic("rewound", 3);
        tool.run("live", "rewinder", "rewound");
        await().atMost(PATIENCE).until(() -> consumed("rewinder").size() == 3);
        assertThat(mqadmin("resetOffsetByTime", "-g", "rewinder", "-t", "rewound", "-s", "0", "-f", "true"))
                .containsPattern("broker-a +0 +0");
        await("the official consumer goes back")
                .atMost(PATIENCE)
                .until(() -> consumed("rewinder").size() == 6);
        tool.run("live-end", "rewinder");

        int before = ours.size();
        tool.send("ledger", 2, "reset");
        await().atMost(PATIENCE).until(() -> ours.contains("reset0") && ours.contains("reset1"));
        mqadmin("resetOffsetByTime", "-g", "audit", "-t", "ledger", "-s", "0", "-f", "true");
        await("our consumer goes back")
                .atMost(PATIENCE)
                .until(() -> ours.stream().filter("reset1"::equals).count() == 2);
        assertThat(ours.size()).isGreaterThan(before + 2);

        assertThat(mqadmin("skipAccumulatedMessage", "-g", "rewinder", "-t", "rewound"))
                .containsPattern("broker-a +0 +3");
        mqadmin("resetOffsetByTime", "-g", "rewinder", "-t", "rewound", "-s", "0", "-f", "true");
        assertThat(mqadmin("consumerProgress", "-g", "rewinder")).containsPattern("rewound +broker-a +0 +3 +0 +3");
    }

    @Test
    @DisplayName("mqadmin cloneGroupOffset")
    void cloneGroupOffset() {
        mqadmin("updateTopic", "-t", "%RETRY%copied", "-c", CLUSTER, "-r", "1", "-w", "1");
        assertThat(mqadmin("cloneGroupOffset", "-s", "billing", "-d", "copied", "-t", "orders"))
                .contains("success");
        assertThat(mqadmin("consumerProgress", "-g", "copied")).containsPattern("orders +broker-a +3 +2 +2 +0");
    }

    @Test
    @DisplayName("mqadmin wipeWritePerm, addWritePerm")
    void writePermission() {
        assertThat(mqadmin("wipeWritePerm", "-b", "broker-a")).containsPattern("OK, [1-9]");
        assertThat(mqadmin("topicRoute", "-t", "orders")).contains("\"perm\":4");
        assertThat(mqadmin("addWritePerm", "-b", "broker-a")).containsPattern("OK, [1-9]");
        assertThat(mqadmin("topicRoute", "-t", "orders")).contains("\"perm\":6");
    }

    @Test
    @DisplayName("mqadmin updateKvConfig, deleteKvConfig, updateOrderConf")
    void kvConfig() {
        assertThat(mqadmin("updateKvConfig", "-s", "space", "-k", "k", "-v", "v"))
                .contains("success");
        assertThat(mqadmin("deleteKvConfig", "-s", "space", "-k", "k")).contains("success");
        topic("ordered", 0);
        mqadmin("updateOrderConf", "-t", "ordered", "-m", "put", "-v", "broker-a:1");
        assertThat(mqadmin("updateOrderConf", "-t", "ordered", "-m", "get")).contains("orderConf=[broker-a:1]");
        assertThat(mqadmin("topicRoute", "-t", "ordered")).contains("\"orderTopicConf\":\"broker-a:1\"");
        assertThat(mqadmin("updateOrderConf", "-t", "ordered", "-m", "delete")).contains("success");
    }

    @Test
    @DisplayName("mqadmin getBrokerConfig, updateBrokerConfig, getNamesrvConfig, updateNamesrvConfig")
    void config() {
        assertThat(mqadmin("getBrokerConfig", "-b", address)).containsPattern("flushDiskType += +SYNC_FLUSH");
        mqadmin("updateBrokerConfig", "-b", address, "-k", "defaultTopicQueueNums", "-v", "5");
        assertThat(mqadmin("getBrokerConfig", "-b", address)).containsPattern("defaultTopicQueueNums += +5");
        assertThat(mqadmin("updateBrokerConfig", "-b", address, "-k", "flushDiskType", "-v", "ASYNC_FLUSH"))
                .contains("'flushDiskType' cannot be changed while the broker runs: set 'mq.embedded.flush'");
        assertThat(mqadmin("getNamesrvConfig")).containsPattern("clusterName += +" + CLUSTER);
        assertThat(mqadmin("updateNamesrvConfig", "-k", "a", "-v", "b"))
                .contains("the name server is part of the embedded broker");
    }

    @Test
    @DisplayName("mqadmin cleanExpiredCQ, cleanUnusedTopic, deleteExpiredCommitLog")
    void cleaning() {
        assertThat(mqadmin("cleanExpiredCQ", "-c", CLUSTER)).contains("success");
        assertThat(mqadmin("cleanUnusedTopic", "-c", CLUSTER)).contains("success");
        assertThat(mqadmin("deleteExpiredCommitLog", "-c", CLUSTER)).contains("success");
        assertThat(mqadmin("topicStatus", "-t", "orders")).containsPattern("broker-a +0 +0 +2 ");
    }

    @Test
    @DisplayName("mqadmin sendMessage, checkMsgSendRT, sendMsgStatus")
    void sending() {
        topic("sent", 0);
        assertThat(mqadmin("sendMessage", "-t", "sent", "-p", "hello", "-k", "hk"))
                .contains("SEND_OK");
        assertThat(mqadmin("checkMsgSendRT", "-t", "sent", "-a", "3"))
                .containsPattern("broker-a +0 +true")
                .contains("Avg RT");
        assertThat(mqadmin("topicStatus", "-t", "sent")).containsPattern("broker-a +0 +0 +4 ");
        assertThat(mqadmin("sendMsgStatus", "-b", "broker-a", "-s", "10", "-c", "1"))
                .contains("sendStatus=SEND_OK");
    }

    @Test
    @DisplayName("mqadmin allocateMQ")
    void allocateMq() {
        assertThat(mqadmin("allocateMQ", "-t", "orders", "-i", "10.0.0.1,10.0.0.2"))
                .contains("\"10.0.0.1\":[", "\"10.0.0.2\":[");
    }

    @Test
    @DisplayName("mqadmin exportMetadata, exportConfigs, exportMetrics")
    void exports() throws IOException {
        String to = work.resolve("export").toString();
        mqadmin("exportMetadata", "-c", CLUSTER, "-f", to);
        assertThat(Files.readString(work.resolve("export/metadata.json"))).contains("\"orders\"", "\"billing\"");
        assertThat(mqadmin("exportConfigs", "-c", CLUSTER, "-f", to)).contains("success");
        assertThat(Files.readString(work.resolve("export/configs.json"))).contains("broker-a");
        assertThat(mqadmin("exportMetrics", "-c", CLUSTER, "-f", to)).contains("success");
        assertThat(Files.readString(work.resolve("export/metrics.json"))).contains("broker-a");
    }

    @Test
    @DisplayName("The dashboard's requests, screen by screen")
    void dashboard() {
        assumeThat(version).isEqualTo(OfficialVersion.V5_5);
        topic("shown", 3);
        tool.run("live", "shown-group", "shown");
        await("shown-group consumes")
                .atMost(PATIENCE)
                .until(() -> consumed("shown-group").size() == 3);
        await("shown-group commits").atMost(PATIENCE).until(() -> mqadmin("consumerProgress", "-g", "shown-group")
                .contains("Diff Total: 0"));
        assertThat(tool.run("dashboard", "shown", "shown-group"))
                .containsExactly(
                        "runtime lacks: []",
                        "put today: 3",
                        "got today: 3",
                        "broker settings: true",
                        "listed topic: true",
                        "configured topic: true",
                        "queues: 1",
                        "status rows: 1",
                        "route brokers: 1",
                        "consumed by: [shown-group]",
                        "listed group: true",
                        "group's maximum: 16",
                        "lag of group: 0",
                        "lag on topic: 0",
                        "lag at broker: 0",
                        "members: 1",
                        "members at broker: 1",
                        "queues of a member: 1",
                        "stacks: true",
                        "messages by time: 3",
                        "message by id: true",
                        "messages by key: 1",
                        "track: CONSUMED",
                        "consumed again: CR_SUCCESS",
                        "made topic: 3",
                        "made group: 7",
                        "topic is left: false",
                        "group is left: false",
                        // Its page for users and rights stays empty, with this error.
                        "users: CODE: 3  DESC:  request type 3005 not supported",
                        "rights: CODE: 3  DESC:  request type 3010 not supported");
        tool.run("live-end", "shown-group");
    }

    @Test
    @DisplayName("mqadmin commands for what is not there are refused by name")
    void refused() {
        if (version == OfficialVersion.V5_5) {
            assertThat(mqadmin("listUser", "-b", address)).contains("request type 3005 not supported");
            assertThat(mqadmin("haStatus", "-b", address)).contains("request type 907 not supported");
        } else {
            assertThat(mqadmin("getAclConfig", "-b", address)).contains("request type 54 not supported");
            assertThat(mqadmin("deleteAclConfig", "-a", "someone", "-b", address))
                    .contains("request type 51 not supported");
        }
        assertThat(mqadmin("topicStatus", "-t", "none")).contains("topic 'none' does not exist on this broker");
    }
}
