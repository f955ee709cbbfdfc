package io.mqspring.interop.official;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import org.apache.rocketmq.client.consumer.DefaultLitePullConsumer;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.MessageSelector;
import org.apache.rocketmq.client.consumer.PullResult;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.ConsumeOrderlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.consumer.listener.MessageListenerOrderly;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.utils.MessageUtil;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;

/** What consumers can do, as commands: consumers have names and stay until they leave. Confined to the command loop. */
@SuppressWarnings("deprecation") // The pull consumer is deprecated upstream.
final class ConsumerCommands {

    private final String nameServer;
    private final Map<String, Listening> listening = new TreeMap<>();
    private final Map<String, DefaultLitePullConsumer> lite = new TreeMap<>();
    private DefaultMQPullConsumer puller;
    private DefaultMQProducer replier;

    /** A push consumer and what it has heard. */
    private static final class Listening {
        final DefaultMQPushConsumer consumer;
        final List<String> lines = Collections.synchronizedList(new ArrayList<>());

        Listening(DefaultMQPushConsumer consumer) {
            this.consumer = consumer;
        }
    }

    ConsumerCommands(String nameServer) {
        this.nameServer = nameServer;
    }

    /** Answers, or null if it is no command of these. */
    List<String> run(String[] words) throws Exception {
        switch (words[0]) {
            case "listen":
                listen(words);
                return List.of();
            case "heard":
                return new ArrayList<>(listening.get(words[1]).lines);
            case "suspend":
                listening.get(words[1]).consumer.suspend();
                return List.of();
            case "resume":
                listening.get(words[1]).consumer.resume();
                return List.of();
            case "subscribe":
                listening.get(words[1]).consumer.subscribe(words[2], words[3]);
                return List.of();
            case "unsubscribe":
                listening.get(words[1]).consumer.unsubscribe(words[2]);
                return List.of();
            case "leave":
                Closing.close(listening.remove(words[1]).consumer::shutdown);
                return List.of();
            case "route":
                return route(words[1]);
            case "pull":
                return pull(words[1], Integer.parseInt(words[2]), Long.parseLong(words[3]), words[4], words[5]);
            default:
                return words[0].startsWith("lite-") ? lite(words) : null;
        }
    }

    /**
     * listen name option=value ...: {@code group}, {@code topic}, {@code expr}, {@code sql=true}, {@code from=first|last|...time},
     * {@code broadcast=true}, {@code ordered=true}, {@code fail=n} (how often it fails), {@code max=n} (retries), {@code batch=n},
     * {@code reply=true}, {@code trace=true}, {@code v2=true}.
     */
    private void listen(String[] words) throws Exception {
        Map<String, String> options = options(words, 2);
        DefaultMQPushConsumer consumer = options.containsKey("trace")
                ? new DefaultMQPushConsumer(options.get("group"), true, null)
                : new DefaultMQPushConsumer(options.get("group"));
        consumer.setNamesrvAddr(nameServer);
        consumer.setInstanceName(words[1] + System.nanoTime());
        consumer.setPollNameServerInterval(1000);
        consumer.setHeartbeatBrokerInterval(5000);
        consumer.setConsumeThreadMin(2);
        consumer.setConsumeThreadMax(2);
        consumer.setAwaitTerminationMillisWhenShutdown(2000);
        consumer.setSuspendCurrentQueueTimeMillis(100);
        consumer.setConsumeMessageBatchMaxSize(Integer.parseInt(options.getOrDefault("batch", "1")));
        startAt(consumer, options.getOrDefault("from", "first"));
        if (options.containsKey("max")) {
            consumer.setMaxReconsumeTimes(Integer.parseInt(options.get("max")));
        }
        if (options.containsKey("broadcast")) {
            Version.broadcast(consumer);
        }
        if (options.containsKey("v2")) {
            Version.useHeartbeatV2(consumer);
        }
        String expression = options.getOrDefault("expr", "*");
        if (options.containsKey("sql")) {
            consumer.subscribe(options.get("topic"), MessageSelector.bySql(expression));
        } else {
            consumer.subscribe(options.get("topic"), expression);
        }
        Listening state = new Listening(consumer);
        register(state, options);
        try {
            consumer.start();
        } catch (Exception e) {
            consumer.shutdown();
            throw e;
        }
        listening.put(words[1], state);
    }

    private static void startAt(DefaultMQPushConsumer consumer, String from) {
        switch (from) {
            case "first":
                consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
                break;
            case "last":
                consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_LAST_OFFSET);
                break;
            default:
                consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_TIMESTAMP);
                consumer.setConsumeTimestamp(from);
        }
    }

    private void register(Listening state, Map<String, String> options) throws Exception {
        AtomicInteger failures = new AtomicInteger(Integer.parseInt(options.getOrDefault("fail", "0")));
        boolean replies = options.containsKey("reply");
        if (replies) {
            replier();
        }
        if (options.containsKey("ordered")) {
            state.consumer.registerMessageListener((MessageListenerOrderly) (messages, context) -> {
                note(state, messages);
                return failures.getAndDecrement() > 0
                        ? ConsumeOrderlyStatus.SUSPEND_CURRENT_QUEUE_A_MOMENT
                        : ConsumeOrderlyStatus.SUCCESS;
            });
            return;
        }
        state.consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            note(state, messages);
            if (replies) {
                messages.forEach(this::reply);
            }
            context.setDelayLevelWhenNextConsume(1);
            return failures.getAndDecrement() > 0
                    ? ConsumeConcurrentlyStatus.RECONSUME_LATER
                    : ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
    }

    /** A large body is noted by its checksum. */
    private static void note(Listening state, List<MessageExt> messages) {
        for (MessageExt message : messages) {
            if (message.getBody().length > 10_000) {
                CRC32 crc = new CRC32();
                crc.update(message.getBody());
                message.setBody(("crc " + crc.getValue()).getBytes(StandardCharsets.UTF_8));
            }
            state.lines.add(MessageLine.of(message) + "\t" + messages.size());
        }
    }

    private void reply(MessageExt message) {
        try {
            byte[] body = ("re: " + new String(message.getBody(), StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
            Message reply = MessageUtil.createReplyMessage(message, body);
            replier.send(reply, 10_000);
        } catch (Exception e) {
            e.printStackTrace();
        }
    }

    /** One look at a queue: status, next, minimum and maximum offset, then the messages. */
    private List<String> pull(String topic, int queueId, long offset, String type, String expression) throws Exception {
        MessageQueue queue = null;
        for (MessageQueue one : puller().fetchSubscribeMessageQueues(topic)) {
            queue = one.getQueueId() == queueId ? one : queue;
        }
        MessageSelector selector =
                type.equals("sql") ? MessageSelector.bySql(expression) : MessageSelector.byTag(expression);
        PullResult result = puller().pull(queue, selector, offset, 32);
        List<String> lines = new ArrayList<>();
        lines.add(result.getPullStatus() + "\t" + result.getNextBeginOffset() + "\t" + result.getMinOffset() + "\t"
                + result.getMaxOffset());
        if (result.getMsgFoundList() != null) {
            result.getMsgFoundList().forEach(message -> lines.add(MessageLine.of(message)));
        }
        return lines;
    }

    /** Addresses of the brokers that have a topic; none if there is no such topic. */
    private List<String> route(String topic) throws Exception {
        List<String> addresses = new ArrayList<>();
        try {
            for (MessageQueue queue : puller().fetchSubscribeMessageQueues(topic)) {
                puller().getDefaultMQPullConsumerImpl().getRebalanceImpl().getmQClientFactory()
                        .updateTopicRouteInfoFromNameServer(topic);
                addresses.add(puller()
                        .getDefaultMQPullConsumerImpl()
                        .getRebalanceImpl()
                        .getmQClientFactory()
                        .findBrokerAddressInPublish(queue.getBrokerName()));
            }
        } catch (MQClientException e) {
            return List.of();
        }
        return addresses.stream().distinct().toList();
    }

    private List<String> lite(String[] words) throws Exception {
        if (words[0].equals("lite-start")) {
            lite.put(words[1], startLite(options(words, 2)));
            return List.of();
        }
        DefaultLitePullConsumer consumer = lite.get(words[1]);
        switch (words[0]) {
            case "lite-poll":
                List<String> lines = new ArrayList<>();
                consumer.poll(Long.parseLong(words[2])).forEach(message -> lines.add(MessageLine.of(message)));
                return lines;
            case "lite-seek":
                for (MessageQueue queue : consumer.assignment()) {
                    if (words[2].equals("begin")) {
                        consumer.seekToBegin(queue);
                    } else if (words[2].equals("end")) {
                        consumer.seekToEnd(queue);
                    } else {
                        consumer.seek(queue, Long.parseLong(words[2]));
                    }
                }
                return List.of();
            case "lite-assignment":
                List<String> queues = new ArrayList<>();
                consumer.assignment().forEach(queue -> queues.add(Integer.toString(queue.getQueueId())));
                return queues;
            case "lite-commit":
                consumer.commitSync();
                List<String> committed = new ArrayList<>();
                for (MessageQueue queue : consumer.assignment()) {
                    committed.add(queue.getQueueId() + "\t" + consumer.committed(queue));
                }
                return committed;
            case "lite-leave":
                Closing.close(lite.remove(words[1])::shutdown);
                return List.of();
            default:
                throw new IllegalArgumentException("no command " + words[0]);
        }
    }

    private DefaultLitePullConsumer startLite(Map<String, String> options) throws Exception {
        DefaultLitePullConsumer consumer = new DefaultLitePullConsumer(options.get("group"));
        consumer.setNamesrvAddr(nameServer);
        consumer.setInstanceName("lite" + System.nanoTime());
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.setAutoCommit(false);
        if (options.containsKey("sql")) {
            consumer.subscribe(options.get("topic"), MessageSelector.bySql(options.get("expr")));
        } else if (!options.containsKey("assign")) {
            consumer.subscribe(options.get("topic"), options.getOrDefault("expr", "*"));
        }
        consumer.start();
        if (options.containsKey("assign")) {
            consumer.assign(consumer.fetchMessageQueues(options.get("topic")));
        }
        return consumer;
    }

    private static Map<String, String> options(String[] words, int from) {
        Map<String, String> options = new HashMap<>();
        for (int w = from; w < words.length; w++) {
            int at = words[w].indexOf('=');
            options.put(words[w].substring(0, at), words[w].substring(at + 1));
        }
        return options;
    }

    private DefaultMQPullConsumer puller() throws Exception {
        if (puller == null) {
            puller = new DefaultMQPullConsumer("official-puller");
            puller.setNamesrvAddr(nameServer);
            puller.setHeartbeatBrokerInterval(1000);
            puller.setInstanceName("puller" + System.nanoTime());
            puller.start();
        }
        return puller;
    }

    private void replier() throws Exception {
        if (replier == null) {
            replier = new DefaultMQProducer("official-replier");
            replier.setNamesrvAddr(nameServer);
            replier.setInstanceName("replier" + System.nanoTime());
            replier.start();
        }
    }

    void close() {
        listening.values().forEach(state -> state.consumer.shutdown());
        listening.clear();
        lite.values().forEach(DefaultLitePullConsumer::shutdown);
        lite.clear();
        if (puller != null) {
            puller.shutdown();
        }
        if (replier != null) {
            replier.shutdown();
        }
    }
}
