package io.mqspring.interop.official;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.tools.command.MQAdminStartup;

/** The official admin tool, run in this JVM with its output caught, and consumers for it to look at. Confined to the command loop. */
final class AdminCommands {

    private final String nameServer;
    private final Map<String, DefaultMQPushConsumer> consumers = new ConcurrentHashMap<>();
    private final Map<String, List<String>> consumed = new ConcurrentHashMap<>();

    AdminCommands(String nameServer) {
        this.nameServer = nameServer;
    }

    /**
     * Null if it is no command of these.
     *
     * {@code mqadmin arguments...}: runs it, answers its lines. {@code live group topic}: begins a consumer that goes on.
     * {@code live-bodies group}: what that has consumed. {@code live-end group}: ends it.
     */
    List<String> run(String[] words) throws Exception {
        switch (words[0]) {
            case "mqadmin":
                return mqadmin(Arrays.copyOfRange(words, 1, words.length));
            case "live":
                return live(words[1], words[2]);
            case "live-bodies":
                return new ArrayList<>(consumed.getOrDefault(words[1], new ArrayList<>()));
            case "live-end":
                Closing.close(consumers.remove(words[1])::shutdown);
                return new ArrayList<>();
            default:
                return null;
        }
    }

    private List<String> mqadmin(String[] arguments) throws Exception {
        forgetCommands();
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(Arrays.asList("-n", nameServer));
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream caught = new ByteArrayOutputStream();
        PrintStream both = new PrintStream(caught, true);
        System.setOut(both);
        System.setErr(both);
        try {
            Thread tool = new Thread(() -> MQAdminStartup.main0(all.toArray(new String[0]), null), "mqadmin");
            tool.setDaemon(true);
            tool.start();
            // What is printed when it closes its client is all.
            while (tool.isAlive() && !(Closing.isAtNetwork(tool) && caught.size() > 0)) {
                tool.join(5);
            }
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        both.flush();
        return Arrays.asList(new String(caught.toByteArray(), StandardCharsets.UTF_8).split("\\R"));
    }

    /** Some commands keep a client that their first run has closed; as in a new process, there is to be no first run. */
    private static void forgetCommands() throws IllegalAccessException {
        for (Field field : MQAdminStartup.class.getDeclaredFields()) {
            if (List.class.isAssignableFrom(field.getType())) {
                field.setAccessible(true);
                ((List<?>) field.get(null)).clear();
            }
        }
    }

    private List<String> live(String group, String topic) throws Exception {
        List<String> bodies = consumed.computeIfAbsent(group, name -> new CopyOnWriteArrayList<>());
        DefaultMQPushConsumer consumer = new DefaultMQPushConsumer(group);
        consumer.setNamesrvAddr(nameServer);
        consumer.setInstanceName("live-" + System.nanoTime());
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.setPersistConsumerOffsetInterval(200);
        consumer.subscribe(topic, "*");
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            messages.forEach(message -> bodies.add(new String(message.getBody(), StandardCharsets.UTF_8)));
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        consumer.start();
        consumers.put(group, consumer);
        return Arrays.asList(consumer.buildMQClientId());
    }

    void close() {
        consumers.values().forEach(DefaultMQPushConsumer::shutdown);
    }
}
