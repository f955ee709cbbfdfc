package io.mqspring.interop.official;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.PullResult;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;

/** Clients of one name server, made when they are first needed. Confined to the command loop. */
@SuppressWarnings("deprecation") // The pull consumer is deprecated upstream, and the plainest way to read a queue.
final class Session {

    private static final int PULL = 32;
    private static final long SEND_TIMEOUT = 20_000;

    private final String nameServer;
    private final LoadCommands load;
    private final ProducerCommands producers;
    private final ConsumerCommands consumers;
    private final AdminCommands administration;
    private final MemberCommands members;
    private final SelectorCommands selectors;
    private DefaultMQProducer producer;
    private DefaultMQPullConsumer puller;
    private DefaultMQAdminExt admin;
    private ReleaseCommands more;

    Session(String nameServer) {
        this.nameServer = nameServer;
        this.load = new LoadCommands(nameServer);
        this.producers = new ProducerCommands(nameServer);
        this.consumers = new ConsumerCommands(nameServer);
        this.administration = new AdminCommands(nameServer);
        this.members = new MemberCommands(nameServer);
        this.selectors = new SelectorCommands(nameServer);
    }

    List<String> run(String[] words) throws Exception {
        switch (words[0]) {
            case "acl-send":
                return new AclCommands(nameServer).send(words);
            case "acl-consume":
                return new AclCommands(nameServer).consume(words);
            case "send":
                return send(words);
            case "batch":
                return batch(words[1], Integer.parseInt(words[2]), words[3]);
            case "dump":
                return dump(words[1]);
            case "consume":
                return consume(words[1], words[2], Long.parseLong(words[3]), Integer.parseInt(words[4]), -1);
            case "fail":
                return consume(
                        words[1],
                        words[2],
                        Long.parseLong(words[3]),
                        Integer.parseInt(words[4]),
                        Integer.parseInt(words[5]));
            case "key":
                return messages(admin().queryMessage(words[1], words[2], 64, 0, Long.MAX_VALUE)
                        .getMessageList());
            case "unique":
                return List.of(MessageLine.of(admin().viewMessage(words[1], words[2])));
            case "offsets":
                return offsets(words[1]);
            case "queues":
                return List.of(Integer.toString(
                        puller().fetchSubscribeMessageQueues(words[1]).size()));
            default:
                List<String> answer = load.run(words);
                answer = answer == null ? producers.run(words) : answer;
                answer = answer == null ? consumers.run(words) : answer;
                answer = answer == null ? selectors.run(words) : answer;
                answer = answer == null ? FilterCommands.run(words) : answer;
                answer = answer == null ? administration.run(words) : answer;
                if (answer == null) {
                    answer = members.run(words, this::admin);
                }
                return answer == null ? more().run(words, admin()) : answer;
        }
    }

    private ReleaseCommands more() {
        if (more == null) {
            more = Version.commands(nameServer);
        }
        return more;
    }

    /** send topic count prefix [name=value ...]: one after the other; {@code deliver=} and {@code level=} delay them. */
    private List<String> send(String[] words) throws Exception {
        List<String> results = new ArrayList<>();
        int count = Integer.parseInt(words[2]);
        for (int i = 0; i < count; i++) {
            Message message = message(words[1], words[3] + i);
            for (int w = 4; w < words.length; w++) {
                int at = words[w].indexOf('=');
                String name = words[w].substring(0, at);
                String value = words[w].substring(at + 1);
                switch (name) {
                    case "deliver":
                        Version.deliverAt(message, Long.parseLong(value));
                        break;
                    case "level":
                        message.setDelayTimeLevel(Integer.parseInt(value));
                        break;
                    default:
                        message.putUserProperty(name, value);
                }
            }
            results.add(line(producer().send(message, SEND_TIMEOUT)));
        }
        return results;
    }

    private List<String> batch(String topic, int count, String prefix) throws Exception {
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            messages.add(message(topic, prefix + i));
        }
        return List.of(line(producer().send(messages, SEND_TIMEOUT)));
    }

    private static Message message(String topic, String id) {
        Message message =
                new Message(topic, "tag-" + id.length() % 3, "key-" + id + " all", id.getBytes(StandardCharsets.UTF_8));
        message.putUserProperty("user", "value of " + id);
        return message;
    }

    private static String line(SendResult result) {
        return String.join(
                "\t",
                result.getSendStatus().name(),
                result.getMsgId(),
                String.valueOf(result.getOffsetMsgId()),
                Integer.toString(result.getMessageQueue().getQueueId()),
                Long.toString(result.getQueueOffset()));
    }

    /** Every message of a topic, queue by queue, from its minimum to its maximum. */
    private List<String> dump(String topic) throws Exception {
        List<MessageQueue> queues = new ArrayList<>(puller().fetchSubscribeMessageQueues(topic));
        Collections.sort(queues);
        List<String> lines = new ArrayList<>();
        for (MessageQueue queue : queues) {
            long next = puller().minOffset(queue);
            long max = puller().maxOffset(queue);
            while (next < max) {
                PullResult result = puller().pull(queue, "*", next, PULL);
                if (result.getMsgFoundList() != null) {
                    lines.addAll(messages(result.getMsgFoundList()));
                }
                if (result.getNextBeginOffset() <= next) {
                    throw new IllegalStateException(queue + " cannot be read at " + next + " of " + max + ": " + result);
                }
                next = result.getNextBeginOffset();
            }
        }
        return lines;
    }

    /**
     * Consumes as a group until a number of messages has come, or none for a time.
     *
     * @param retries -1 to succeed; else every message fails and may be retried so often
     */
    private List<String> consume(String group, String topic, long idleMillis, int limit, int retries)
            throws Exception {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        AtomicLong last = new AtomicLong(System.nanoTime());
        DefaultMQPushConsumer consumer = new DefaultMQPushConsumer(group);
        consumer.setNamesrvAddr(nameServer);
        consumer.setInstanceName("consume-" + System.nanoTime());
        consumer.setPollNameServerInterval(1000);
        consumer.setHeartbeatBrokerInterval(1000);
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.setConsumeThreadMin(2);
        consumer.setConsumeThreadMax(2);
        // So that what was consumed is committed.
        consumer.setAwaitTerminationMillisWhenShutdown(10_000);
        consumer.setPullBatchSize(Math.min(PULL, limit));
        // What has been pulled is consumed before the consumer ends.
        consumer.setPullThresholdForQueue(Math.max(1, limit / 4));
        if (retries >= 0) {
            consumer.setMaxReconsumeTimes(retries);
        }
        consumer.subscribe(topic, "*");
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            messages.forEach(message -> lines.add(MessageLine.of(message)));
            last.set(System.nanoTime());
            pause(5);
            return retries < 0
                    ? ConsumeConcurrentlyStatus.CONSUME_SUCCESS
                    : ConsumeConcurrentlyStatus.RECONSUME_LATER;
        });
        consumer.start();
        try {
            while (lines.size() < limit && System.nanoTime() - last.get() < idleMillis * 1_000_000) {
                pause(10);
            }
            consumer.suspend();
            // The listener's answers for the last messages come after their lines.
            pause(retries < 0 ? 200 : 1000);
        } finally {
            Closing.close(consumer::shutdown);
        }
        return new ArrayList<>(lines);
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> offsets(String group) throws Exception {
        Map<MessageQueue, String> lines = new TreeMap<>();
        Version.progress(admin(), group)
                .forEach((queue, offsets) -> lines.put(
                        queue,
                        queue.getTopic() + "\t" + queue.getQueueId() + "\t" + offsets[0] + "\t" + offsets[1]));
        return new ArrayList<>(lines.values());
    }

    private static List<String> messages(List<MessageExt> messages) {
        List<String> lines = new ArrayList<>();
        messages.forEach(message -> lines.add(MessageLine.of(message)));
        return lines;
    }

    private DefaultMQProducer producer() throws Exception {
        if (producer == null) {
            producer = new DefaultMQProducer("official-producer");
            producer.setNamesrvAddr(nameServer);
            producer.setInstanceName("send-" + nameServer + System.nanoTime());
            producer.start();
        }
        return producer;
    }

    private DefaultMQPullConsumer puller() throws Exception {
        if (puller == null) {
            puller = new DefaultMQPullConsumer("official-reader");
            puller.setNamesrvAddr(nameServer);
            puller.setInstanceName("pull-" + nameServer + System.nanoTime());
            puller.start();
        }
        return puller;
    }

    private DefaultMQAdminExt admin() throws Exception {
        if (admin == null) {
            admin = new DefaultMQAdminExt(10_000);
            admin.setNamesrvAddr(nameServer);
            admin.setInstanceName("admin-" + nameServer + System.nanoTime());
            admin.start();
        }
        return admin;
    }

    void close() {
        producers.close();
        consumers.close();
        load.close();
        if (more != null) {
            more.close();
        }
        administration.close();
        members.close();
        if (producer != null) {
            producer.shutdown();
        }
        if (puller != null) {
            puller.shutdown();
        }
        if (admin != null) {
            admin.shutdown();
        }
    }
}
