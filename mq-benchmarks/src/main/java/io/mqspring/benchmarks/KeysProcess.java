package io.mqspring.benchmarks;

import io.mqspring.broker.BrokerSettings;
import io.mqspring.broker.EmbeddedBroker;
import io.mqspring.client.MqClient;
import io.mqspring.consumer.AsyncMessageListener;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.Ordering;
import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.consumer.process.BlockingListener;
import io.mqspring.message.Message;
import io.mqspring.message.MessageView;
import io.mqspring.runtime.FaultHandler;
import io.mqspring.runtime.WorkerPool;
import io.mqspring.transport.netty.NettyExecutionBackend;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The application that {@link Keys} measures and kills: an embedded broker and a listener in the order of keys. {@code fill}
 * stores the messages; {@code blocking} and {@code async} consume what is left of them and say every 100 ms how many are
 * done.
 */
public final class KeysProcess {

    static final String TOPIC = "keys";
    static final int QUEUES = 4;

    private static final int BODY = 128;
    private static final int PENDING = 4000;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Path directory;
    private final KeyOptions options;

    private KeysProcess(Path directory, KeyOptions options) {
        this.directory = directory;
        this.options = options;
    }

    public static void main(String[] arguments) throws Exception {
        KeysProcess process = new KeysProcess(Path.of(arguments[0]), KeyOptions.parse(arguments[2]));
        switch (arguments[1]) {
            case "fill" -> process.fill();
            case "blocking" -> process.consume(true);
            default -> process.consume(false);
        }
        System.exit(0);
    }

    private void fill() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(directory.resolve("data")))) {
            broker.createTopic(TOPIC, QUEUES);
            try (MqClient client = MqClient.connect(broker)) {
                send(client);
            }
        }
        System.out.println("filled " + options.messages());
    }

    private void send(MqClient client) {
        SplittableRandom random = new SplittableRandom(1);
        Semaphore pending = new Semaphore(PENDING);
        AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
        int[] numbers = new int[options.keys()];
        for (int i = 0; i < options.messages(); i++) {
            int key = random.nextInt(options.keys());
            byte[] body =
                    ByteBuffer.allocate(BODY).putInt(key).putInt(++numbers[key]).array();
            pending.acquireUninterruptibly();
            client.producer()
                    .sendAsync(
                            Message.to(TOPIC).orderedBy("key-" + key).body(body).build())
                    .whenComplete((sent, failure) -> {
                        failed.compareAndSet(null, failure);
                        pending.release();
                    });
        }
        pending.acquireUninterruptibly(PENDING);
        if (failed.get() != null) {
            throw new IllegalStateException("a send failed", failed.get());
        }
    }

    private void consume(boolean blocking) throws Exception {
        NettyExecutionBackend backend = blocking
                ? NettyExecutionBackend.create(FaultHandler.logging(), WorkerPool.of(virtualThreads()))
                : NettyExecutionBackend.create();
        EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(directory.resolve("data")), backend);
        MqClient client = MqClient.connect(broker);
        KeyJournal journal = new KeyJournal(directory.resolve("journal"), options.keys());
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        client.pushConsumer("keys-group")
                .subscribe(
                        TOPIC,
                        "*",
                        SubscriptionSettings.defaults()
                                .withOrdering(Ordering.KEY)
                                .withConcurrency(options.concurrency())
                                .withStartFrom(StartFrom.earliest()),
                        blocking ? blocking(journal) : asynchronous(journal, timer))
                .start();
        long before = journal.done();
        long begin = System.nanoTime();
        System.out.println("consuming " + before);
        long done = before;
        while (done < options.messages()) {
            LockSupport.parkNanos(LOOK_NANOS);
            done = journal.done();
            System.out.println("done " + done + " " + (done - before) + " " + (System.nanoTime() - begin) + " "
                    + journal.violations() + " " + journal.duplicates());
        }
        System.out.println("consumed " + done);
    }

    private AsyncMessageListener blocking(KeyJournal journal) {
        return new BlockingListener(views -> {
            ByteBuffer body = ByteBuffer.wrap(views.get(0).body());
            int key = body.getInt();
            int number = body.getInt();
            int upTo = journal.begin(key, number);
            Thread.sleep(options.handlerMillis());
            journal.end(key, number, upTo);
            return ConsumeResult.success();
        });
    }

    private AsyncMessageListener asynchronous(KeyJournal journal, ScheduledExecutorService timer) {
        return views -> {
            MessageView view = views.get(0);
            ByteBuffer body = ByteBuffer.wrap(view.body());
            int key = body.getInt();
            int number = body.getInt();
            int upTo = journal.begin(key, number);
            CompletableFuture<ConsumeResult> result = new CompletableFuture<>();
            timer.schedule(
                    () -> {
                        journal.end(key, number, upTo);
                        result.complete(ConsumeResult.success());
                    },
                    options.handlerMillis(),
                    TimeUnit.MILLISECONDS);
            return result;
        };
    }

    /** Virtual threads, which this module's Java release does not know. */
    private static Executor virtualThreads() throws ReflectiveOperationException {
        return (Executor)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    }
}
