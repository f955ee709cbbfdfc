package io.mqspring.interop.official;

import java.util.Map;
import java.util.TreeMap;
import org.apache.rocketmq.client.ClientConfig;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.remoting.protocol.admin.ConsumeStats;
import org.apache.rocketmq.remoting.protocol.heartbeat.MessageModel;
import org.apache.rocketmq.remoting.protocol.subscription.SubscriptionGroupConfig;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;

/** What is written otherwise for release 5. Stateless. */
final class Version {

    private Version() {}

    /** What only this release can do. */
    static ReleaseCommands commands(String nameServer) {
        return new PopCommands(nameServer);
    }

    /** Delivers a message at a time. */
    static void deliverAt(Message message, long wallMillis) {
        message.setDeliverTimeMs(wallMillis);
    }

    /** Takes a timed message back. */
    static String recall(DefaultMQProducer producer, String topic, String handle) throws Exception {
        return producer.recallMessage(topic, handle);
    }

    /** What takes a timed message back. */
    static String recallHandle(SendResult result) {
        return result.getRecallHandle();
    }

    static void broadcast(DefaultMQPushConsumer consumer) {
        consumer.setMessageModel(MessageModel.BROADCASTING);
    }

    static void useHeartbeatV2(ClientConfig client) {
        client.setUseHeartbeatV2(true);
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
