package io.mqspring.interop.official;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageRequestMode;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;

/**
 * Push consumers that get their queues from the broker, and pop when it says so. A message whose body begins with {@code fail}
 * fails always, one with {@code once} at its first attempt, one with {@code slow} takes a while, and with {@code hang} the
 * first attempt never ends.
 */
final class PopCommands implements ReleaseCommands {

    private static final long TIMEOUT = 20_000;
    private static final long SLOW = 50;
    private static final int THREADS = 16;

    private final String nameServer;
    private final Map<String, Member> members = new HashMap<>();

    PopCommands(String nameServer) {
        this.nameServer = nameServer;
    }

    @Override
    public List<String> run(String[] words, DefaultMQAdminExt admin) throws Exception {
        switch (words[0]) {
            case "pop-mode":
                admin.setMessageRequestMode(
                        words[1], words[2], words[3], MessageRequestMode.POP, Integer.parseInt(words[4]), TIMEOUT);
                return List.of();
            case "pop-start":
                members.put(words[1], new Member(words[1], words[2], words[3], words[4], Long.parseLong(words[5])));
                return List.of();
            case "pop-lines":
                return new ArrayList<>(members.get(words[1]).lines);
            case "pop-stop":
                Closing.close(members.remove(words[1]).consumer::shutdown);
                return List.of();
            case "dashboard":
                return new DashboardCommands(nameServer, admin).run(words[1], words[2]);
            default:
                throw new IllegalArgumentException("no command " + words[0]);
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        members.values().forEach(member -> member.consumer.shutdown());
    }

    /** One consumer: for each message it has consumed a line of body, attempts that failed, whether it fails now, and queue. */
    private final class Member {

        final DefaultMQPushConsumer consumer;
        final List<String> lines = Collections.synchronizedList(new ArrayList<>());

        Member(String name, String group, String topic, String tags, long invisibleMillis) throws Exception {
            consumer = new DefaultMQPushConsumer(group);
            consumer.setNamesrvAddr(nameServer);
            consumer.setInstanceName(name + "-" + System.nanoTime());
            consumer.setClientRebalance(false);
            consumer.setPopInvisibleTime(invisibleMillis);
            consumer.setPopBatchNums(8);
            consumer.setConsumeThreadMin(THREADS);
            consumer.setConsumeThreadMax(THREADS);
            consumer.setPollNameServerInterval(2_000);
            consumer.setHeartbeatBrokerInterval(2_000);
            consumer.subscribe(topic, tags);
            consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
                boolean failed = false;
                for (MessageExt message : messages) {
                    failed |= consume(message);
                }
                return failed ? ConsumeConcurrentlyStatus.RECONSUME_LATER : ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
            });
            consumer.start();
        }

        private boolean consume(MessageExt message) {
            String body = new String(message.getBody(), StandardCharsets.UTF_8);
            if (body.startsWith("slow")) {
                pause(SLOW);
            } else if (body.startsWith("hang") && message.getReconsumeTimes() == 0) {
                pause(Long.MAX_VALUE);
            }
            boolean failed =
                    body.startsWith("fail") || (body.startsWith("once") && message.getReconsumeTimes() == 0);
            lines.add(String.join(
                    "\t",
                    body,
                    Integer.toString(message.getReconsumeTimes()),
                    failed ? "failed" : "done",
                    Integer.toString(message.getQueueId())));
            return failed;
        }
    }
}
