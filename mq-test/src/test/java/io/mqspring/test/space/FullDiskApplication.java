package io.mqspring.test.space;

import io.mqspring.broker.BrokerSettings;
import io.mqspring.broker.EmbeddedBroker;
import io.mqspring.client.MqClient;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.PullConsumer;
import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.Message;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.MessageView;
import io.mqspring.producer.SendException;
import io.mqspring.store.FlushMode;
import io.mqspring.test.crash.TopicReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A broker in a process of its own that does what its standard input says, one line each, and answers with one line:
 * {@code send N} (until N are stored or one is refused), {@code live} (consume from now on), {@code flow N} (until N are stored), {@code read} (all there is, from the beginning), {@code commit},
 * {@code close}. Arguments: data directory, kind of flush, bytes to keep free, share of the disk that may be used.
 */
public final class FullDiskApplication {

    static final String TOPIC = "orders";
    private static final int BODY = 1024;

    private final EmbeddedBroker broker;
    private final MqClient client;
    private final BitSet consumed = new BitSet();
    private int next;

    private FullDiskApplication(EmbeddedBroker broker) {
        this.broker = broker;
        this.client = MqClient.connect(broker);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        BrokerSettings settings = BrokerSettings.in(Path.of(arguments[0]))
                .withFlushMode(FlushMode.valueOf(arguments[1]))
                .withKeepFreeBytes(Long.parseLong(arguments[2]))
                .withRetentionDiskUsed(Double.parseDouble(arguments[3]))
                .withSegmentSize(1024 * 1024);
        FullDiskApplication application = new FullDiskApplication(EmbeddedBroker.start(settings));
        application.broker.createTopic(TOPIC, 4);
        System.out.println("ready");
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            System.out.println(application.perform(line.split(" ")));
            if (line.equals("close")) {
                System.exit(0);
            }
        }
    }

    /** Begins to consume. */
    private String live() {
        client.pushConsumer("live")
                .subscribe(TOPIC, "*", SubscriptionSettings.defaults().withStartFrom(StartFrom.earliest()))
                .listener(this::consume)
                .start();
        return "live";
    }

    private String perform(String[] command) throws InterruptedException {
        return switch (command[0]) {
            case "send" -> send(Integer.parseInt(command[1]), Integer.parseInt(command[2]));
            case "flow" -> flow(Integer.parseInt(command[1]), Integer.parseInt(command[2]));
            case "live" -> live();
            case "read" -> read();
            case "commit" -> commit();
            case "close" -> close();
            default -> throw new IllegalArgumentException(command[0]);
        };
    }

    /** {@code stored N [message of the refusal]}. */
    private String send(int from, int count) {
        next = from;
        while (next < from + count) {
            try {
                client.producer()
                        .send(Message.to(TOPIC)
                                .key("k" + next)
                                .body(ByteBuffer.allocate(BODY).putInt(next).array())
                                .build());
                next++;
            } catch (SendException e) {
                return "stored " + (next - from) + " " + e.getMessage();
            }
        }
        return "stored " + count;
    }

    /** {@code read N} when these are the numbers from 0 on, each once or more. */
    private String read() {
        BitSet seen = new BitSet();
        TopicReader.readAll(
                client,
                "reader",
                TOPIC,
                view -> seen.set(ByteBuffer.wrap(view.body()).getInt()));
        return "read " + seen.nextClearBit(0);
    }

    /**
     * Sends so many messages, as fast as it can, while a consumer takes them and a reader goes through all that is kept, again and
     * again; what is refused is sent again. {@code flowed N refused R consumed C skipped S read V kept K}.
     */
    private String flow(int from, int count) throws InterruptedException {
        AtomicInteger read = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        Thread reader = new Thread(
                () -> {
                    while (!over.get()) {
                        TopicReader.readAll(client, "again", TOPIC, view -> {
                            check(view);
                            read.incrementAndGet();
                        });
                    }
                },
                "reader");
        reader.setUncaughtExceptionHandler((thread, failure) -> {
            failure.printStackTrace();
            System.exit(2);
        });
        reader.start();
        int refused = 0;
        for (int i = from; i < from + count; ) {
            String answer = send(i, from + count - i);
            int stored = Integer.parseInt(answer.split(" ")[1]);
            i += stored;
            if (i < from + count) {
                refused++;
                LockSupport.parkNanos(20_000_000);
            }
        }
        over.set(true);
        reader.join();
        BitSet kept = new BitSet();
        TopicReader.readAll(client, "reader", TOPIC, view -> kept.set(number(view)));
        long end = kept.length();
        while (consumed.length() < end) {
            LockSupport.parkNanos(20_000_000);
        }
        return "flowed " + count + " refused " + refused + " consumed " + consumed.cardinality() + " skipped "
                + (end - consumed.cardinality()) + " read " + read + " kept " + kept.cardinality();
    }

    private ConsumeResult consume(List<MessageView> views) {
        for (MessageView view : views) {
            check(view);
            synchronized (consumed) {
                consumed.set(number(view));
            }
        }
        return ConsumeResult.success();
    }

    private static int number(MessageView view) {
        return ByteBuffer.wrap(view.body()).getInt();
    }

    private static void check(MessageView view) {
        byte[] body = view.body();
        if (body.length != BODY || view.keys().isEmpty() || !view.keys().get(0).equals("k" + number(view))) {
            System.out.println("wrong: " + view);
            System.exit(3);
        }
    }

    private String commit() {
        try (PullConsumer pull = client.pullConsumer("reader")) {
            for (MessageQueue queue : pull.queues(TOPIC)) {
                pull.commit(queue, pull.maxOffset(queue));
            }
        }
        return "committed";
    }

    private String close() {
        client.close();
        broker.close();
        return "closed";
    }
}
