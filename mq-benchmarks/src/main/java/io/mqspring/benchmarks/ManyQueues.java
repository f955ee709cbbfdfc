package io.mqspring.benchmarks;

import io.mqspring.broker.BrokerSettings;
import io.mqspring.broker.EmbeddedBroker;
import io.mqspring.client.MqClient;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.Message;
import io.mqspring.message.MessageView;
import io.mqspring.message.TopicNames;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * 1,000 topics of 10 queues and 1,000 groups with a listener each, on one embedded broker, client and all in one JVM with a
 * small heap: time to start, memory, rates, time to checkpoint, and time to start again, after a clean stop and after kill -9.
 */
public final class ManyQueues {

    private static final int TOPICS = 1000;
    private static final int QUEUES = 10;
    private static final int ROUNDS = 5;
    private static final int BODY = 128;
    private static final int PENDING = 5000;

    private static final CompletionStage<ConsumeResult> DONE =
            CompletableFuture.completedFuture(ConsumeResult.success());

    private final Path directory;
    private final EmbeddedBroker broker;
    private final AtomicInteger consumed = new AtomicInteger();

    private ManyQueues(Path directory) {
        this.directory = directory;
        this.broker = EmbeddedBroker.start(BrokerSettings.in(directory).withDefaultQueues(QUEUES));
    }

    /** What one of the JVMs does: {@code run} it all, or only {@code start}, then {@code stop} or wait to be killed. */
    public static void main(String[] arguments) throws Exception {
        long begin = System.nanoTime();
        ManyQueues run = new ManyQueues(Path.of(arguments[0]));
        System.out.printf(
                "start-ms %d ms (of these %d ms on the processor, class loading included)%n",
                millisSince(begin), ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1_000_000);
        if (arguments[1].equals("run")) {
            run.everything();
        }
        run.figures();
        if (arguments[2].equals("kill")) {
            System.out.println("kill now");
            LockSupport.park();
        }
        long stop = System.nanoTime();
        run.broker.close();
        System.out.println("close-ms " + millisSince(stop));
        System.exit(0);
    }

    static void print(Path root, int heapMebibytes) throws Exception {
        Path directory = Files.createTempDirectory(root, "queues");
        System.out.printf(
                "queues: %d queues of %d topics, %d groups, %d MB heap%n",
                TOPICS * QUEUES, TOPICS, TOPICS, heapMebibytes);
        try (ChildJvm first = ChildJvm.start(heapMebibytes, ManyQueues.class, directory.toString(), "run", "stop")) {
            System.out.println("queues: empty start " + first.await("start-ms"));
            System.out.println("queues: topics created in " + first.await("topics-ms") + " ms, groups started in "
                    + first.await("groups-ms") + " ms");
            for (int round = 0; round < ROUNDS; round++) {
                System.out.println("queues: send and consume over all queues " + first.await("rate") + " messages/s");
            }
            System.out.println("queues: checkpoint with all queues changed " + first.await("checkpoint-ms"));
            System.out.println("queues: open, with client and listeners: " + first.await("figures"));
            System.out.println("queues: close " + first.await("close-ms") + " ms");
            first.awaitEnd();
        }
        for (String end : new String[] {"kill", "stop"}) {
            try (ChildJvm again = ChildJvm.start(heapMebibytes, ManyQueues.class, directory.toString(), "start", end)) {
                System.out.println("queues: start after " + (end.equals("kill") ? "a clean stop " : "kill -9 ")
                        + again.await("start-ms") + ", " + again.await("figures"));
                if (end.equals("kill")) {
                    again.await("kill");
                    again.kill();
                } else {
                    again.awaitEnd();
                }
            }
        }
        Benchmarks.deleteTree(directory);
    }

    private void everything() throws Exception {
        long begin = System.nanoTime();
        for (int topic = 0; topic < TOPICS; topic++) {
            broker.createTopic(topic(topic), QUEUES);
        }
        System.out.println("topics-ms " + millisSince(begin));
        MqClient client = MqClient.connect(broker);
        begin = System.nanoTime();
        for (int group = 0; group < TOPICS; group++) {
            client.pushConsumer("group-" + group)
                    .subscribe(
                            topic(group),
                            "*",
                            SubscriptionSettings.defaults().withStartFrom(StartFrom.earliest()),
                            this::consume)
                    .start();
        }
        System.out.println("groups-ms " + millisSince(begin));
        for (int round = 0; round < ROUNDS; round++) {
            System.out.printf("rate %.0f%n", round(client, 2));
        }
        round(client, 1);
        long sent = System.nanoTime();
        byte[] before = Files.readAllBytes(directory.resolve("checkpoint"));
        // A checkpoint that was under way when the last message was sent does not have it.
        awaitOther(before);

        System.out.println("checkpoint-ms " + millisSince(sent) + " ms (of these up to 5000 waiting for its time)");
    }

    private void awaitOther(byte[] before) throws IOException {
        while (java.util.Arrays.equals(Files.readAllBytes(directory.resolve("checkpoint")), before)) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Some messages to each queue, sent and consumed; messages per second. */
    private double round(MqClient client, int each) {
        int count = TOPICS * QUEUES * each;
        int before = consumed.get();
        Semaphore pending = new Semaphore(PENDING);
        long begin = System.nanoTime();
        for (int i = 0; i < count; i++) {
            pending.acquireUninterruptibly();
            int queue = i / TOPICS % QUEUES;
            client.producer()
                    .sendAsync(
                            Message.to(topic(i % TOPICS)).body(new byte[BODY]).build(),
                            (message, queues) -> queues.get(queue))
                    .whenComplete((sent, failure) -> {
                        pending.release();
                        if (failure != null) {
                            failure.printStackTrace(System.out);
                        }
                    });
        }
        while (consumed.get() < before + count) {
            LockSupport.parkNanos(100_000);
        }
        return count * 1e9 / (System.nanoTime() - begin);
    }

    private CompletionStage<ConsumeResult> consume(List<MessageView> views) {
        consumed.addAndGet(views.size());
        return DONE;
    }

    private void figures() throws IOException {
        System.gc();
        LockSupport.parkNanos(500_000_000);
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024 / 1024;
        long queues = broker.stats().store().queues();
        System.out.printf(
                "figures %d MB of heap in use, %d files mapped, %d file descriptors, %d threads, %d queues%n",
                heap,
                count(Path.of("/proc/self/maps"), directory.toString()),
                descriptors(),
                Thread.activeCount(),
                queues);
    }

    private static long count(Path file, String text) throws IOException {
        if (!Files.exists(file)) {
            return -1;
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.contains(text)).count();
        }
    }

    private static long descriptors() throws IOException {
        Path directory = Path.of("/proc/self/fd");
        if (!Files.exists(directory)) {
            return -1;
        }
        try (Stream<Path> open = Files.list(directory)) {
            return open.count();
        }
    }

    private static String topic(int number) {
        return TopicNames.checkTopic("topic-" + number);
    }

    private static long millisSince(long begin) {
        return (System.nanoTime() - begin) / 1_000_000;
    }
}
