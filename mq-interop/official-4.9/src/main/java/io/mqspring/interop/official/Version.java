package io.mqspring.interop.official;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.rocketmq.client.ClientConfig;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.common.admin.ConsumeStats;
import org.apache.rocketmq.common.protocol.heartbeat.MessageModel;
import org.apache.rocketmq.common.subscription.SubscriptionGroupConfig;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;

/** What is written otherwise for release 4.9. Stateless. */
final class Version {

    private Version() {}

    /** What only this release can do: nothing. */
    static ReleaseCommands commands(String nameServer) {
        return new ReleaseCommands() {
            @Override
            public List<String> run(String[] words, DefaultMQAdminExt admin) {
                throw new IllegalArgumentException("no command " + words[0]);
            }

            @Override
            public void close() {}
        };
    }

    /** Delivers a message at a time. */
    static void deliverAt(Message message, long wallMillis) {
        throw new UnsupportedOperationException("release 4.9 delays by levels only");
    }

    /** Takes a timed message back. */
    static String recall(DefaultMQProducer producer, String topic, String handle) {
        throw new UnsupportedOperationException("release 4.9 recalls nothing");
    }

    /** What takes a timed message back. */
    static String recallHandle(SendResult result) {
        throw new UnsupportedOperationException("release 4.9 recalls nothing");
    }

    static void broadcast(DefaultMQPushConsumer consumer) {
        consumer.setMessageModel(MessageModel.BROADCASTING);
    }

    static void useHeartbeatV2(ClientConfig client) {
        throw new UnsupportedOperationException("release 4.9 has one form of heartbeats");
    }

    /** Creates a consumer group on the broker at an address. */
    static void createGroup(DefaultMQAdminExt admin, String address, String group) throws Exception {
        SubscriptionGroupConfig config = new SubscriptionGroupConfig();
        config.setGroupName(group);
        admin.createAndUpdateSubscriptionGroupConfig(address, config);
    }

    /** Of each queue of a group, the committed offset and the end. */
    static Map<MessageQueue, long[]> progress(DefaultMQAdminExt admin, String group) throws Exception {
        ConsumeStats stats = admin.examineConsumeStats(group);
        Map<MessageQueue, long[]> progress = new TreeMap<>();
        stats.getOffsetTable()
                .forEach((queue, offset) ->
                        progress.put(queue, new long[] {offset.getConsumerOffset(), offset.getBrokerOffset()}));
        return progress;
    }
}
