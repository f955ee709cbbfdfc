package io.mqspring.benchmarks;

import io.mqspring.broker.BrokerSettings;
import io.mqspring.broker.EmbeddedBroker;
import io.mqspring.client.MqClient;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.PushConsumer;
import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.Message;
import io.mqspring.message.MessageView;
import io.mqspring.store.FlushMode;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * One broker and one client in this JVM, joined in-process or over loopback TCP, with a listener that counts. Measures from
 * send to listener.
 */
final class EndToEnd implements AutoCloseable {

    private static final String TOPIC = "bench";
    private static final int QUEUES = 4;
    private static final CompletionStage<ConsumeResult> DONE =
            CompletableFuture.completedFuture(ConsumeResult.success());

    private final EmbeddedBroker broker;
    private final MqClient client;
    private final PushConsumer consumer;
    private final AtomicLong consumed = new AtomicLong();
    private final Histogram latency = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(1), 3);

    EndToEnd(Path directory, FlushMode flush, boolean tcp) {
        BrokerSettings settings = BrokerSettings.in(directory).withFlushMode(flush);
        this.broker = EmbeddedBroker.start(tcp ? settings.withPort(0) : settings);
        broker.createTopic(TOPIC, QUEUES);
        this.client = tcp ? MqClient.connect("127.0.0.1:" + broker.port().orElseThrow()) : MqClient.connect(broker);
        this.consumer = client.pushConsumer("bench-group")
                .subscribe(
                        TOPIC, "*", SubscriptionSettings.defaults().withStartFrom(StartFrom.earliest()), this::consume)
                .start();
    }

    /** Messages per second from the first send to the last listener call, sent asynchronously by one thread. */
    double throughput(int messages, int bodyBytes) throws InterruptedException {
        awaitConsumed(consumed.get());
        long before = consumed.get();
        long start = System.nanoTime();
        for (int i = 0; i < messages; i++) {
            client.producer().sendAsync(message(bodyBytes));
        }
        awaitConsumed(before + messages);
        return messages * 1e9 / (System.nanoTime() - start);
    }

    /** Latency from before the send to the listener's first line, at a steady rate. */
    Histogram latency(int perSecond, int messages, int bodyBytes) throws InterruptedException {
        latency.reset();
        long before = consumed.get();
        long gap = TimeUnit.SECONDS.toNanos(1) / perSecond;
        long next = System.nanoTime();
        for (int i = 0; i < messages; i++) {
            next += gap;
            LockSupport.parkNanos(next - System.nanoTime());
            client.producer().sendAsync(message(bodyBytes));
        }
        awaitConsumed(before + messages);
        return latency.copy();
    }

    /** Median time of a blocking send by one thread, in microseconds. */
    double sendMicros(int messages, int bodyBytes) {
        long[] nanos = new long[messages];
        for (int i = 0; i < messages; i++) {
            long start = System.nanoTime();
            client.producer().send(message(bodyBytes));
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return nanos[messages / 2] / 1000.0;
    }

    /** Messages per second sent by many threads, each waiting for its answer. */
    double sendersPerSecond(int senders, int messagesEach, int bodyBytes) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(senders);
        long start = System.nanoTime();
        for (int s = 0; s < senders; s++) {
            Thread sender = new Thread(
                    () -> {
                        for (int i = 0; i < messagesEach; i++) {
                            client.producer().send(message(bodyBytes));
                        }
                        done.countDown();
                    },
                    "sender-" + s);
            sender.start();
        }
        done.await();
        return (double) senders * messagesEach * 1e9 / (System.nanoTime() - start);
    }

    private CompletionStage<ConsumeResult> consume(List<MessageView> views) {
        for (MessageView view : views) {
            latency.recordValue(
                    Math.max(0, System.nanoTime() - ByteBuffer.wrap(view.body()).getLong()));
        }
        consumed.addAndGet(views.size());
        return DONE;
    }

    private void awaitConsumed(long count) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (consumed.get() < count) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("only " + consumed.get() + " of " + count + " messages arrived");
            }
            LockSupport.parkNanos(100_000);
        }
    }

    private static Message message(int bodyBytes) {
        byte[] body = new byte[bodyBytes];
        ByteBuffer.wrap(body).putLong(System.nanoTime());
        return Message.to(TOPIC).body(body).build();
    }

    @Override
    public void close() {
        consumer.close();
        client.close();
        broker.close();
    }
}
