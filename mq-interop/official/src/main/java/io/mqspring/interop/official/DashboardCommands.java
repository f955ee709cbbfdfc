package io.mqspring.interop.official;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.PullResult;
import org.apache.rocketmq.common.MixAll;
import org.apache.rocketmq.common.TopicConfig;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.common.stats.Stats;
import org.apache.rocketmq.remoting.protocol.admin.ConsumeStats;
import org.apache.rocketmq.remoting.protocol.body.ClusterInfo;
import org.apache.rocketmq.remoting.protocol.body.Connection;
import org.apache.rocketmq.remoting.protocol.body.ConsumerConnection;
import org.apache.rocketmq.remoting.protocol.body.ConsumerRunningInfo;
import org.apache.rocketmq.remoting.protocol.subscription.SubscriptionGroupConfig;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;
import org.apache.rocketmq.tools.admin.api.MessageTrack;
import org.apache.rocketmq.tools.command.stats.StatsAllSubCommand;

/**
 * What the official dashboard asks of a cluster, screen by screen, through the admin client that it uses, and of the answers
 * what its pages show. For one run.
 */
final class DashboardCommands {

    /** Columns of the cluster's page. */
    private static final List<String> RUNTIME = List.of(
            "brokerVersionDesc",
            "putTps",
            "getTransferredTps",
            "msgPutTotalTodayMorning",
            "msgPutTotalYesterdayMorning",
            "msgPutTotalTodayNow",
            "msgGetTotalTodayMorning",
            "msgGetTotalYesterdayMorning",
            "msgGetTotalTodayNow");

    private static final int TIMEOUT = 10_000;
    private static final int LINES = 32;

    private final String nameServer;
    private final DefaultMQAdminExt admin;
    private final List<String> lines = new ArrayList<>();

    DashboardCommands(String nameServer, DefaultMQAdminExt admin) {
        this.nameServer = nameServer;
        this.admin = admin;
    }

    /** {@code dashboard topic group}: the group has members, and has consumed what the topic has. Words and numbers, line by line. */
    List<String> run(String topic, String group) throws Exception {
        ClusterInfo cluster = admin.examineBrokerClusterInfo();
        String broker = cluster.getBrokerAddrTable().values().iterator().next().selectBrokerAddr();
        dashboardAndCluster(broker, topic, group);
        topics(broker, topic);
        consumers(broker, topic, group);
        messages(topic, group);
        changes(broker);
        return lines;
    }

    private void dashboardAndCluster(String broker, String topic, String group) throws Exception {
        Map<String, String> runtime = admin.fetchBrokerRuntimeStats(broker).getTable();
        for (String rate : runtime.get("getTotalTps").split(" ")) {
            Double.parseDouble(rate);
        }
        Set<String> missing = new TreeSet<>(RUNTIME);
        missing.removeAll(runtime.keySet());
        say("runtime lacks", missing);
        say("put today", StatsAllSubCommand.compute24HourSum(admin.viewBrokerStatsData(broker, Stats.TOPIC_PUT_NUMS, topic)));
        say(
                "got today",
                StatsAllSubCommand.compute24HourSum(
                        admin.viewBrokerStatsData(broker, Stats.GROUP_GET_NUMS, topic + "@" + group)));
        say("broker settings", admin.getBrokerConfig(broker).containsKey("brokerName"));
    }

    private void topics(String broker, String topic) throws Exception {
        say("listed topic", admin.fetchAllTopicList().getTopicList().contains(topic));
        say("configured topic", admin.getAllTopicConfig(broker, TIMEOUT).getTopicConfigTable().containsKey(topic));
        say("queues", admin.examineTopicConfig(broker, topic).getReadQueueNums());
        say("status rows", admin.examineTopicStats(topic).getOffsetTable().size());
        say("route brokers", admin.examineTopicRouteInfo(topic).getBrokerDatas().size());
        say("consumed by", new TreeSet<>(admin.queryTopicConsumeByWho(topic).getGroupList()));
    }

    private void consumers(String broker, String topic, String group) throws Exception {
        say("listed group", admin.getAllSubscriptionGroup(broker, TIMEOUT).getSubscriptionGroupTable().containsKey(group));
        say("group's maximum", admin.examineSubscriptionGroupConfig(broker, group).getRetryMaxTimes());
        ConsumeStats ofGroup = admin.examineConsumeStats(group);
        say("lag of group", ofGroup.computeTotalDiff());
        say("lag on topic", admin.examineConsumeStats(group, topic).computeTotalDiff());
        say("lag at broker", admin.examineConsumeStats(broker, group, null, TIMEOUT).computeTotalDiff());
        ConsumerConnection members = admin.examineConsumerConnectionInfo(group);
        say("members", members.getConnectionSet().size());
        say("members at broker", admin.examineConsumerConnectionInfo(group, broker).getConnectionSet().size());
        for (Connection member : members.getConnectionSet()) {
            ConsumerRunningInfo info = admin.getConsumerRunningInfo(group, member.getClientId(), false);
            say("queues of a member", info.getMqTable().keySet().stream().filter(one -> one.getTopic().equals(topic)).count());
            say("stacks", !admin.getConsumerRunningInfo(group, member.getClientId(), true).getJstack().isBlank());
        }
    }

    /** By the pull consumer, as the dashboard does. */
    @SuppressWarnings("deprecation")
    private void messages(String topic, String group) throws Exception {
        List<MessageExt> found = new ArrayList<>();
        DefaultMQPullConsumer consumer = new DefaultMQPullConsumer(MixAll.TOOLS_CONSUMER_GROUP);
        consumer.setNamesrvAddr(nameServer);
        consumer.setInstanceName("dashboard-" + System.nanoTime());
        consumer.start();
        try {
            for (MessageQueue queue : consumer.fetchSubscribeMessageQueues(topic)) {
                long begin = consumer.searchOffset(queue, 0);
                long end = consumer.searchOffset(queue, System.currentTimeMillis());
                while (begin <= end) {
                    PullResult pulled = consumer.pull(queue, "*", begin, LINES);
                    if (pulled.getMsgFoundList() == null) {
                        break;
                    }
                    found.addAll(pulled.getMsgFoundList());
                    begin = pulled.getNextBeginOffset();
                }
            }
        } finally {
            Closing.close(consumer::shutdown);
        }
        say("messages by time", found.size());
        MessageExt message = found.get(0);
        say("message by id", admin.viewMessage(topic, message.getMsgId()).getQueueOffset() == message.getQueueOffset());
        String key = message.getKeys().split(" ")[0];
        say(
                "messages by key",
                admin.queryMessage(topic, key, LINES, 0, System.currentTimeMillis()).getMessageList().size());
        for (MessageTrack track : admin.messageTrackDetail(message)) {
            if (track.getConsumerGroup().equals(group)) {
                say("track", track.getTrackType());
            }
        }
        String member = admin.examineConsumerConnectionInfo(group).getConnectionSet().iterator().next().getClientId();
        say("consumed again", admin.consumeMessageDirectly(group, member, topic, message.getMsgId()).getConsumeResult());
    }

    private void changes(String broker) throws Exception {
        TopicConfig topic = new TopicConfig("by-dashboard", 3, 3);
        admin.createAndUpdateTopicConfig(broker, topic);
        say("made topic", admin.examineTopicConfig(broker, "by-dashboard").getWriteQueueNums());
        SubscriptionGroupConfig group = new SubscriptionGroupConfig();
        group.setGroupName("by-dashboard-group");
        group.setRetryMaxTimes(7);
        admin.createAndUpdateSubscriptionGroupConfig(broker, group);
        say("made group", admin.examineSubscriptionGroupConfig(broker, "by-dashboard-group").getRetryMaxTimes());
        admin.deleteSubscriptionGroup(broker, "by-dashboard-group", true);
        admin.deleteTopicInBroker(Set.of(broker), "by-dashboard");
        admin.deleteTopicInNameServer(Set.of(nameServer), "by-dashboard");
        say("topic is left", admin.fetchAllTopicList().getTopicList().contains("by-dashboard"));
        say("group is left", admin.getAllSubscriptionGroup(broker, TIMEOUT).getSubscriptionGroupTable().containsKey("by-dashboard-group"));
        try {
            admin.listUser(broker, "");
        } catch (Exception e) {
            say("users", e.getMessage());
        }
        try {
            admin.listAcl(broker, "", "");
        } catch (Exception e) {
            say("rights", e.getMessage());
        }
    }

    private void say(String what, Object value) {
        lines.add(what + ": " + value);
    }
}
