package io.mqspring.test.crash;

import io.mqspring.broker.BrokerSettings;
import io.mqspring.broker.EmbeddedBroker;
import io.mqspring.client.MqClient;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.MessageListener;
import io.mqspring.consumer.PullConsumer;
import io.mqspring.consumer.PushConsumer;
import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.Message;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.MessageView;
import io.mqspring.store.FlushMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The application that is killed: an embedded broker, two groups and several senders. Arguments: work directory, {@code sync}
 * or {@code async}, the run's number, {@code load} or {@code drain}.
 *
 * <p>Journals: {@code attempted} before a send, {@code acknowledged} after its answer, {@code consumed-<group>} (id, queue,
 * offset) by the listeners; the draining run also writes {@code log}, the records of each queue in order.
 */
public final class CrashApplication {

    static final List<String> GROUPS = List.of("billing", "shipping");
    static final String TOPIC = "orders";
    static final String READY = "ready";
    private static final int SENDERS = 8;
    private static final int QUEUES = 4;

    private CrashApplication() {}

    public static void main(String[] arguments) throws Exception {
        Path work = Path.of(arguments[0]);
        FlushMode flush = arguments[1].equals("sync") ? FlushMode.SYNC : FlushMode.ASYNC;
        EmbeddedBroker broker =
                EmbeddedBroker.start(BrokerSettings.in(work.resolve("data")).withFlushMode(flush));
        broker.createTopic(TOPIC, QUEUES);
        MqClient client = MqClient.connect(broker);
        List<PushConsumer> consumers = new ArrayList<>();
        for (String group : GROUPS) {
            consumers.add(consumer(client, group, new Journal(work.resolve("consumed-" + group))));
        }
        System.out.println(READY);
        System.out.flush();
        if (arguments[3].equals("load")) {
            load(client, work, arguments[2]);
        } else {
            drain(client);
            dumpLog(client, new Journal(work.resolve("log")));
            consumers.forEach(PushConsumer::close);
            client.close();
            broker.close();
        }
    }

    private static PushConsumer consumer(MqClient client, String group, Journal journal) {
        MessageListener listener = views -> {
            for (MessageView view : views) {
                journal.line(text(view) + " " + view.queue().queueId() + " " + view.offset());
            }
            return ConsumeResult.success();
        };
        return client.pushConsumer(group)
                .subscribe(TOPIC, "*", SubscriptionSettings.defaults().withStartFrom(StartFrom.earliest()))
                .listener(listener)
                .start();
    }

    private static void load(MqClient client, Path work, String run) {
        Journal attempted = new Journal(work.resolve("attempted"));
        Journal acknowledged = new Journal(work.resolve("acknowledged"));
        for (int s = 0; s < SENDERS; s++) {
            String sender = run + "-" + s;
            new Thread(() -> send(client, attempted, acknowledged, sender), "sender-" + s).start();
        }
    }

    private static void send(MqClient client, Journal attempted, Journal acknowledged, String sender) {
        // Sent one after the other to one queue each, so that order within the queue is known.
        int queue = Math.floorMod(sender.hashCode(), QUEUES);
        for (int i = 0; ; i++) {
            String id = sender + "-" + i;
            attempted.line(id);
            Message message = Message.to(TOPIC)
                    .key(id)
                    .body(id.getBytes(StandardCharsets.UTF_8))
                    .build();
            client.producer()
                    .sendAsync(message, (sent, queues) -> queues.get(queue % queues.size()))
                    .join();
            acknowledged.line(id);
        }
    }

    private static void drain(MqClient client) throws InterruptedException {
        try (PullConsumer pull = client.pullConsumer("crash-check")) {
            List<MessageQueue> queues = pull.queues(TOPIC);
            for (String group : GROUPS) {
                try (PullConsumer offsets = client.pullConsumer(group)) {
                    for (MessageQueue queue : queues) {
                        while (offsets.committed(queue).orElse(0) < pull.maxOffset(queue)) {
                            Thread.onSpinWait();
                            java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
                        }
                    }
                }
            }
        }
    }

    private static void dumpLog(MqClient client, Journal log) {
        TopicReader.readAll(
                client,
                "crash-check",
                TOPIC,
                view -> log.line(view.queue().queueId() + " " + view.offset() + " " + text(view)));
    }

    private static String text(MessageView view) {
        return new String(view.body(), StandardCharsets.UTF_8);
    }
}
