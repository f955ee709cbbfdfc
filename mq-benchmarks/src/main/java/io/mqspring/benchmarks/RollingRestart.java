package io.mqspring.benchmarks;

import io.mqspring.client.ClientSettings;
import io.mqspring.client.MqClient;
import io.mqspring.message.Message;
import io.mqspring.producer.ProducerSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The part {@code rolling-restart}: three instances of an application, each a JVM of its own and a member of one group, are restarted
 * one after the other with SIGTERM while messages come; ten times over. Counts what was lost and what came twice. {@code
 * -Drolling.rounds} and {@code .rate} (messages a second) change it.
 */
final class RollingRestart implements AutoCloseable {

    private static final int INSTANCES = 3;
    private static final int QUEUES = 8;
    private static final int HEAP_MEBIBYTES = 128;
    private static final int BODY = 128;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path directory;
    private final int rate;
    private final ChildJvm broker;
    private final String nameServer;
    private final MqClient client;
    private final List<ChildJvm> instances = new ArrayList<>();
    private final List<Path> journals = new ArrayList<>();
    private final ConcurrentHashMap.KeySetView<Integer, Boolean> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicInteger answered = new AtomicInteger();
    private final Thread sender = new Thread(this::send, "sender");
    private volatile boolean sending = true;
    private volatile int sent;

    /**
     * What came out.
     *
     * @param restarts of an instance
     * @param consumed different messages that came
     * @param lost acknowledged and did not come
     * @param duplicates times that a message came again
     * @param longestWaitMillis longest time from a send to the end of its listener
     * @param longestGapMillis longest time that a queue stood still, between two of its messages
     * @param longestStopMillis longest time from SIGTERM to the end of the process
     */
    record Outcome(
            int restarts,
            int acknowledged,
            int consumed,
            int lost,
            int duplicates,
            long longestWaitMillis,
            long longestGapMillis,
            long longestStopMillis) {}

    RollingRestart(Path directory, int rate) throws IOException {
        this.directory = directory;
        this.rate = rate;
        this.broker = ChildJvm.start(
                HEAP_MEBIBYTES,
                LoneBroker.class,
                directory.resolve("data").toString(),
                RollingInstance.TOPIC + ":" + QUEUES);
        this.nameServer = "127.0.0.1:" + broker.await("port");
        this.client = MqClient.connect(patient(), nameServer);
    }

    /** Waits for a busy machine, and sends nothing twice: what comes twice was delivered twice. */
    private static ClientSettings patient() {
        return ClientSettings.defaults()
                .withProducer(ProducerSettings.defaults().withPatience(PATIENCE, 0))
                .withTimeouts(PATIENCE, PATIENCE, PATIENCE);
    }

    static void print(Path root) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory(root, "rolling");
        int rate = Integer.getInteger("rolling.rate", 300);
        try (RollingRestart run = new RollingRestart(directory, rate)) {
            print(rate, run.run(Integer.getInteger("rolling.rounds", 10)));
        } finally {
            Benchmarks.deleteTree(directory);
        }
    }

    static void print(int rate, Outcome outcome) {
        System.out.printf(
                "rolling-restart: %d graceful restarts of %d instances at %d messages/s: acknowledged %d, consumed %d, lost %d, duplicates %d%n",
                outcome.restarts(),
                INSTANCES,
                rate,
                outcome.acknowledged(),
                outcome.consumed(),
                outcome.lost(),
                outcome.duplicates());
        System.out.printf(
                "rolling-restart: longest wait of a message %d ms, longest standstill of a queue %d ms, longest stop of an instance %d ms%n",
                outcome.longestWaitMillis(), outcome.longestGapMillis(), outcome.longestStopMillis());
    }

    /** Restarts every instance so many times; each waits until the one before it is ready. */
    Outcome run(int rounds) throws IOException, InterruptedException {
        for (int i = 0; i < INSTANCES; i++) {
            instances.add(startInstance());
        }
        for (ChildJvm instance : instances) {
            instance.await("ready");
        }
        sender.start();
        long longestStop = 0;
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < INSTANCES; i++) {
                longestStop = Math.max(longestStop, stop(instances.get(i)));
                ChildJvm next = startInstance();
                instances.set(i, next);
                next.await("ready");
            }
        }
        sending = false;
        sender.join();
        awaitConsumed();
        for (ChildJvm instance : instances) {
            longestStop = Math.max(longestStop, stop(instance));
        }
        return outcome(rounds * INSTANCES, longestStop);
    }

    @Override
    public void close() {
        sending = false;
        instances.forEach(ChildJvm::close);
        client.close();
        broker.close();
    }

    private ChildJvm startInstance() throws IOException {
        Path journal = directory.resolve("journal-" + journals.size());
        journals.add(journal);
        return ChildJvm.start(HEAP_MEBIBYTES, RollingInstance.class, nameServer, journal.toString());
    }

    /** Milliseconds that it took. */
    private static long stop(ChildJvm instance) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        instance.terminate();
        instance.awaitEnd();
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }

    private void send() {
        long begin = System.nanoTime();
        while (sending) {
            int number = sent;
            byte[] body = new byte[BODY];
            ByteBuffer.wrap(body).putInt(number).putLong(System.currentTimeMillis());
            client.producer()
                    .sendAsync(Message.to(RollingInstance.TOPIC).body(body).build())
                    .whenComplete((result, failure) -> answered(number, failure));
            sent = number + 1;
            LockSupport.parkNanos(begin + TimeUnit.SECONDS.toNanos(sent) / rate - System.nanoTime());
        }
    }

    /** A send that fails may have been stored all the same: its message may come, or not. */
    private void answered(int number, @Nullable Throwable failure) {
        if (failure == null) {
            acknowledged.add(number);
        }
        answered.incrementAndGet();
    }

    /** Until as much was consumed as was acknowledged, or nothing more comes. */
    private void awaitConsumed() throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline && (answered.get() < sent || lost(distinct()) > 0)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    private BitSet distinct() throws IOException {
        BitSet numbers = new BitSet();
        for (Path journal : journals) {
            RollingJournal.read(journal).forEach(entry -> numbers.set(entry.number()));
        }
        return numbers;
    }

    private int lost(BitSet consumed) {
        return (int)
                acknowledged.stream().filter(number -> !consumed.get(number)).count();
    }

    private Outcome outcome(int restarts, long longestStop) throws IOException {
        List<RollingJournal.Entry> all = new ArrayList<>();
        for (Path journal : journals) {
            all.addAll(RollingJournal.read(journal));
        }
        BitSet consumed = distinct();
        long longestWait = all.stream()
                .mapToLong(entry -> entry.doneMillis() - entry.sentMillis())
                .max()
                .orElse(0);
        return new Outcome(
                restarts,
                acknowledged.size(),
                consumed.cardinality(),
                lost(consumed),
                all.size() - consumed.cardinality(),
                longestWait,
                longestGap(all),
                longestStop);
    }

    private static long longestGap(List<RollingJournal.Entry> all) {
        Map<Integer, List<Long>> times = new HashMap<>();
        all.forEach(entry ->
                times.computeIfAbsent(entry.queue(), queue -> new ArrayList<>()).add(entry.doneMillis()));
        long longest = 0;
        for (List<Long> ofQueue : times.values()) {
            ofQueue.sort(null);
            for (int i = 1; i < ofQueue.size(); i++) {
                longest = Math.max(longest, ofQueue.get(i) - ofQueue.get(i - 1));
            }
        }
        return longest;
    }
}
