package io.mqspring.benchmarks;

import io.mqspring.broker.BrokerSettings;
import io.mqspring.broker.EmbeddedBroker;
import io.mqspring.client.MqClient;
import io.mqspring.consumer.PullConsumer;
import io.mqspring.message.Message;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.MessageView;
import io.mqspring.message.RecordBatch;
import io.mqspring.runtime.FaultHandler;
import io.mqspring.store.FlushMode;
import io.mqspring.store.LogMessageStore;
import io.mqspring.store.StoreSettings;
import io.mqspring.store.disk.MappedDisk;
import io.mqspring.transport.netty.NettyExecutionBackend;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A store of 1 million messages of 1 KiB whose process is killed with SIGKILL while it stores more: how long a fresh process
 * takes until its broker is ready, whether everything acknowledged is there, and how long looking up by key and by unique id
 * takes.
 */
public final class Recovery {

    private static final String TOPIC = "recovery";
    private static final int MESSAGES = 1_000_000;
    private static final int BODY = 1024;
    private static final int PENDING = 4000;
    private static final int LOOK_UPS = 1000;
    private static final int HEAP = 128;

    private Recovery() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        switch (arguments[1]) {
            case "fill" -> fill(directory, FlushMode.valueOf(arguments[2]));
            case "verify" -> verify(directory, Integer.parseInt(arguments[2]));
            default -> lookUp(directory);
        }
        System.exit(0);
    }

    static void print(Path root) throws Exception {
        for (FlushMode flush : FlushMode.values()) {
            Path directory = Files.createTempDirectory(root, "recovery");
            int acknowledged;
            try (ChildJvm fill = ChildJvm.start(HEAP, Recovery.class, directory.toString(), "fill", flush.name())) {
                fill.await("full");
                acknowledged = Integer.parseInt(fill.await("acknowledged"));
                fill.kill();
            }
            try (ChildJvm next = ChildJvm.start(
                    HEAP, Recovery.class, directory.toString(), "verify", Integer.toString(acknowledged))) {
                System.out.printf(
                        "recovery: flush=%s, %d messages of %d bytes acknowledged before kill -9: broker ready in %s, %s%n",
                        flush, acknowledged, BODY, next.await("start-ms"), next.await("verified"));
                next.awaitEnd();
            }
            try (ChildJvm index = ChildJvm.start(HEAP, Recovery.class, directory.toString(), "look-up")) {
                System.out.println(
                        "recovery: look-up by key " + index.await("key") + ", by unique id " + index.await("id"));
                index.awaitEnd();
            }
            Benchmarks.deleteTree(directory);
        }
    }

    /** Sends for ever, says when a million is stored, and from then on how many are acknowledged without a gap. */
    private static void fill(Path directory, FlushMode flush) {
        EmbeddedBroker broker =
                EmbeddedBroker.start(BrokerSettings.in(directory).withFlushMode(flush));
        broker.createTopic(TOPIC, 4);
        MqClient client = MqClient.connect(broker);
        Semaphore pending = new Semaphore(PENDING);
        Acknowledged acknowledged = new Acknowledged();
        boolean full = false;
        for (int i = 0; ; i++) {
            pending.acquireUninterruptibly();
            int number = i;
            byte[] body = ByteBuffer.allocate(BODY).putInt(number).array();
            client.producer()
                    .sendAsync(Message.to(TOPIC).key("key-" + number).body(body).build())
                    .whenComplete((sent, failure) -> {
                        pending.release();
                        acknowledged.done(number, failure);
                    });
            if (!full && acknowledged.upTo() >= MESSAGES) {
                full = true;
                System.out.println("full " + MESSAGES);
            } else if (full && i % 1000 == 0) {
                System.out.println("acknowledged " + acknowledged.upTo());
            }
        }
    }

    /** Which numbers are acknowledged; thread safe. */
    private static final class Acknowledged {

        private final BitSet numbers = new BitSet();
        private final AtomicInteger upTo = new AtomicInteger();

        synchronized void done(int number, Throwable failure) {
            if (failure != null) {
                throw new IllegalStateException("a send failed", failure);
            }
            numbers.set(number);
            if (number == upTo.get()) {
                upTo.set(numbers.nextClearBit(number));
            }
        }

        int upTo() {
            return upTo.get();
        }
    }

    private static void verify(Path directory, int acknowledged) {
        long begin = System.nanoTime();
        EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(directory));
        System.out.printf(
                "start-ms %d ms (of these %d ms on the processor, class loading included)%n",
                (System.nanoTime() - begin) / 1_000_000,
                ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1_000_000);
        BitSet seen = new BitSet();
        MqClient client = MqClient.connect(broker);
        try (PullConsumer pull = client.pullConsumer("verifier")) {
            for (MessageQueue queue : pull.queues(TOPIC)) {
                long offset = pull.minOffset(queue);
                while (offset < pull.maxOffset(queue)) {
                    PullConsumer.Batch batch = pull.pull(queue, "*", offset, 256);
                    for (MessageView view : batch.messages()) {
                        seen.set(ByteBuffer.wrap(view.body()).getInt());
                    }
                    offset = batch.nextOffset();
                }
            }
        }
        int lost = acknowledged - seen.get(0, acknowledged).cardinality();
        System.out.printf("verified %d found, %d lost of the acknowledged%n", seen.cardinality(), lost);
        client.close();
        broker.close();
    }

    private static void lookUp(Path directory) {
        NettyExecutionBackend backend = NettyExecutionBackend.create();
        try (LogMessageStore store = LogMessageStore.open(
                StoreSettings.in(directory),
                MappedDisk.at(directory, ""),
                backend,
                FaultHandler.logging(),
                (topic, queueId, offset, tagsCode) -> {})) {
            SplittableRandom random = new SplittableRandom(1);
            String[] keys = new String[LOOK_UPS];
            String[] ids = new String[LOOK_UPS];
            for (int i = 0; i < LOOK_UPS; i++) {
                keys[i] = "key-" + random.nextInt(MESSAGES);
            }
            System.out.println("key " + times(store, keys, ids));
            System.out.println("id " + times(store, ids, new String[LOOK_UPS]));
        }
        backend.close();
    }

    /** Looks names up and keeps the unique ids of what is found. */
    private static String times(LogMessageStore store, String[] names, String[] ids) {
        long[] micros = new long[names.length];
        for (int i = 0; i < names.length; i++) {
            long begin = System.nanoTime();
            try (RecordBatch found = store.lookUp(TOPIC, names[i], 1, 0, Long.MAX_VALUE)) {
                micros[i] = (System.nanoTime() - begin) / 1000;
                ids[i] = found.toViews("b").get(0).messageId();
            }
        }
        Arrays.sort(micros);
        return String.format(
                "p50 %.3f ms, p99 %.3f ms, worst %.3f ms",
                micros[micros.length / 2] / 1000.0,
                micros[micros.length * 99 / 100] / 1000.0,
                micros[micros.length - 1] / 1000.0);
    }
}
