package io.mqspring.test.space;

import io.mqspring.broker.BrokerSettings;
import io.mqspring.broker.EmbeddedBroker;
import io.mqspring.client.MqClient;
import io.mqspring.consumer.PullConsumer;
import io.mqspring.message.Message;
import io.mqspring.message.MessageQueue;
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

/**
 * A broker in a process of its own that does what its standard input says, one line each, and answers with one line:
 * {@code send N} (until N are stored or one is refused), {@code read} (all there is, from the beginning), {@code commit},
 * {@code close}. Arguments: data directory, kind of flush, bytes to keep free.
 */
public final class FullDiskApplication {

    static final String TOPIC = "orders";
    private static final int BODY = 1024;

    private final EmbeddedBroker broker;
    private final MqClient client;
    private int next;

    private FullDiskApplication(EmbeddedBroker broker) {
        this.broker = broker;
        this.client = MqClient.connect(broker);
    }

    public static void main(String[] arguments) throws IOException {
        BrokerSettings settings = BrokerSettings.in(Path.of(arguments[0]))
                .withFlushMode(FlushMode.valueOf(arguments[1]))
                .withKeepFreeBytes(Long.parseLong(arguments[2]))
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

    private String perform(String[] command) {
        return switch (command[0]) {
            case "send" -> send(Integer.parseInt(command[1]), Integer.parseInt(command[2]));
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
