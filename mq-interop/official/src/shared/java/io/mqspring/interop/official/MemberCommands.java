package io.mqspring.interop.official;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.common.TopicConfig;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;

/** Members of groups that stay until they are told to leave, and what an operator does. Confined to the command loop. */
@SuppressWarnings("deprecation") // Only the implementation tells which queues a consumer owns.
final class MemberCommands {

    private final String nameServer;
    private final Map<String, DefaultMQPushConsumer> members = new HashMap<>();
    private final Map<String, List<String>> received = new HashMap<>();

    MemberCommands(String nameServer) {
        this.nameServer = nameServer;
    }

    /** Null when it is not a command of this class. */
    List<String> run(String[] words, Callable<DefaultMQAdminExt> admin) throws Exception {
        switch (words[0]) {
            case "member-join":
                return join(words[1], words[2], words[3]);
            case "member-owned":
                return owned(words[1]);
            case "member-received":
                return new ArrayList<>(received.get(words[1]));
            case "member-leave":
                Closing.close(Objects.requireNonNull(members.remove(words[1]))::shutdown);
                return List.of();
            case "broker-topics":
                var wrapper = admin.call().getAllTopicConfig(words[1], 10_000);
                return new ArrayList<>(wrapper.getTopicConfigTable().keySet());
            case "broker-end":
                return List.of(Long.toString(admin.call()
                        .queryConsumeQueue(words[1], words[2], Integer.parseInt(words[3]), 0, 1, null)
                        .getMaxQueueIndex()));
            case "broker-group":
                Version.createGroup(admin.call(), words[1], words[2]);
                return List.of();
            case "broker-topic":
                TopicConfig config = new TopicConfig(
                        words[2], Integer.parseInt(words[3]), Integer.parseInt(words[3]), Integer.parseInt(words[4]));
                admin.call().createAndUpdateTopicConfig(words[1], config);
                return List.of();
            default:
                return null;
        }
    }

    /** join name group topic. */
    private List<String> join(String name, String group, String topic) throws Exception {
        List<String> bodies = new CopyOnWriteArrayList<>();
        DefaultMQPushConsumer consumer = new DefaultMQPushConsumer(group);
        consumer.setNamesrvAddr(nameServer);
        consumer.setInstanceName(name + System.nanoTime());
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.setConsumeThreadMin(2);
        consumer.setConsumeThreadMax(2);
        consumer.setAwaitTerminationMillisWhenShutdown(10_000);
        consumer.subscribe(topic, "*");
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            messages.forEach(message -> bodies.add(new String(message.getBody(), StandardCharsets.UTF_8)));
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        consumer.start();
        members.put(name, consumer);
        received.put(name, bodies);
        return List.of();
    }

    private List<String> owned(String name) {
        List<String> queues = new ArrayList<>();
        Objects.requireNonNull(members.get(name))
                .getDefaultMQPushConsumerImpl()
                .getRebalanceImpl()
                .getProcessQueueTable()
                .forEach((queue, window) -> {
                    if (!window.isDropped()) {
                        queues.add(queue.getTopic() + "/" + queue.getBrokerName() + "/" + queue.getQueueId());
                    }
                });
        return queues;
    }

    void close() {
        members.values().forEach(DefaultMQPushConsumer::shutdown);
        members.clear();
    }
}
