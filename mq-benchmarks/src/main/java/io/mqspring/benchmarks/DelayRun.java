package io.mqspring.benchmarks;

import io.mqspring.client.ClientSettings;
import io.mqspring.client.MqClient;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.PushConsumer;
import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.Message;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.producer.ProducerSettings;
import io.mqspring.producer.SendException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Many timed messages at a broker with a small heap: parks them, measures how late they come while others are sent beside,
 * takes some back, kills the broker in the middle and counts what is missing afterwards.
 */
final class DelayRun implements AutoCloseable {

    static final String TIMED = "timed";
    static final String BESIDE = "beside";
    static final int QUEUES = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int BODY = 128;
    private static final CompletionStage<ConsumeResult> DONE =
            CompletableFuture.completedFuture(ConsumeResult.success());
    /** A delivery takes a moment; what is due in the last of them may be on its way. */
    private static final long ON_ITS_WAY = 3000;

    private final DelayOptions options;
    private final Path directory;
    private final DelayLedger ledger;
    private final long firstDue;
    private final MqClient client;
    private final PushConsumer consumer;
    private final AtomicLong besideSent = new AtomicLong();
    private final AtomicLong besideFailed = new AtomicLong();
    private final AtomicInteger recalling = new AtomicInteger();
    private final AtomicInteger recalled = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> unexpected = new AtomicReference<>();
    private DelayBrokerProcess broker;
    private volatile boolean sending = true;

    /**
     * What came out.
     *
     * @param liveBytes most heap that lived on after a collection
     * @param early messages that came before they were due
     * @param lost messages that are due, were not taken back and have not come
     * @param recalledAndCome messages that came although they had been taken back
     */
    record Outcome(
            int parked,
            double parkedPerSecond,
            long windowMessages,
            Histogram stored,
            Histogram received,
            double besidePerSecond,
            long liveBytes,
            int recalled,
            long restartMillis,
            long caughtUpMillis,
            int come,
            long early,
            long repeated,
            int lost,
            int recalledAndCome) {}

    DelayRun(Path directory, DelayOptions options) throws IOException {
        this.options = options;
        this.directory = directory;
        this.firstDue = System.currentTimeMillis() + options.parking().toMillis();
        this.ledger =
                new DelayLedger(options.count(), firstDue, options.spread().toMillis());
        this.broker = DelayBrokerProcess.start(directory, 0, options.heapMegabytes());
        this.client = MqClient.connect(settings(), "127.0.0.1:" + broker.port());
        this.consumer = client.pushConsumer("timed-listener")
                .subscribe(
                        TIMED, "*", SubscriptionSettings.defaults().withStartFrom(StartFrom.earliest()), this::consume)
                .start();
    }

    /** Patient, because the machine is busy while millions are parked. */
    private static ClientSettings settings() {
        ProducerSettings usual = ProducerSettings.defaults();
        return ClientSettings.defaults()
                .withProducer(usual.withPatience(PATIENCE, usual.retries()))
                .withTimeouts(PATIENCE, PATIENCE, PATIENCE);
    }

    Outcome run() throws IOException, InterruptedException {
        Thread beside = new Thread(this::sendBeside, "beside");
        beside.start();
        double parkedPerSecond = park();
        long from = Math.max(firstDue, System.currentTimeMillis()) + 2000;
        long to = from + options.window().toMillis();
        ledger.measure(from, to);
        long live = 0;
        sleepUntil(from);
        long besideBefore = besideSent.get();
        while (System.currentTimeMillis() < to) {
            live = Math.max(live, broker.figures().live());
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
        }
        double besidePerSecond = (besideSent.get() - besideBefore) * 1000.0 / (System.currentTimeMillis() - from);
        long[] restart = killAndRestart();
        sleepUntil(System.currentTimeMillis() + options.after().toMillis());
        if (options.all()) {
            sleepUntil(firstDue + options.spread().toMillis() + ON_ITS_WAY);
        }
        sending = false;
        beside.join();
        int lost = awaitNothingMissing(System.currentTimeMillis() - ON_ITS_WAY);
        return new Outcome(
                options.count(),
                parkedPerSecond,
                ledger.stored().getTotalCount(),
                ledger.stored(),
                ledger.received(),
                besidePerSecond,
                live,
                recalled.get(),
                restart[0],
                restart[1],
                ledger.come(),
                ledger.early(),
                ledger.repeated(),
                lost,
                ledger.recalledAndCome());
    }

    @Override
    public void close() throws IOException {
        sending = false;
        consumer.close();
        client.close();
        broker.close();
    }

    private double park() throws InterruptedException {
        long start = System.nanoTime();
        int every = Math.max(1, options.count() / Math.max(1, options.recalls()));
        AtomicLong stored = new AtomicLong();
        for (int number = 0; number < options.count(); number++) {
            int current = number;
            client.producer()
                    .sendAsync(message(TIMED, number, ledger.due(number)))
                    .whenComplete((result, failure) -> {
                        if (failure != null) {
                            unexpected.set(failure);
                        } else if (current % every == 0) {
                            result.recallHandle().ifPresent(handle -> recall(current, handle));
                        }
                        stored.incrementAndGet();
                    });
        }
        while (stored.get() < options.count()) {
            LockSupport.parkNanos(1_000_000);
            if (System.nanoTime() - start > Duration.ofHours(1).toNanos()) {
                throw new IllegalStateException("only " + stored.get() + " messages could be parked");
            }
        }
        double perSecond = options.count() * 1e9 / (System.nanoTime() - start);
        while (recalling.get() > 0) {
            LockSupport.parkNanos(1_000_000);
        }
        if (unexpected.get() != null) {
            throw new IllegalStateException("a message could not be parked or taken back", unexpected.get());
        }
        return perSecond;
    }

    /** Takes a message back, if there is still time. */
    private void recall(int number, String handle) {
        recalling.incrementAndGet();
        client.producer().recallAsync(handle).whenComplete((id, failure) -> {
            if (failure == null) {
                ledger.recalled(number);
                recalled.incrementAndGet();
            } else if (!(failure instanceof SendException known && known.kind() == SendException.Kind.TOO_LATE)
                    || ledger.due(number) > System.currentTimeMillis()) {
                unexpected.set(failure);
            }
            recalling.decrementAndGet();
        });
    }

    private long[] killAndRestart() throws IOException, InterruptedException {
        broker.kill();
        long killed = System.currentTimeMillis();
        int port = broker.port();
        broker = DelayBrokerProcess.start(directory, port, options.heapMegabytes());
        long ready = System.currentTimeMillis();
        long patience = ready + Duration.ofMinutes(3).toMillis();
        while (ledger.missing(killed) > 0 && System.currentTimeMillis() < patience) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
        return new long[] {broker.startMillis(), System.currentTimeMillis() - killed};
    }

    private int awaitNothingMissing(long before) {
        long patience = System.currentTimeMillis() + Duration.ofMinutes(1).toMillis();
        while (ledger.missing(before) > 0 && System.currentTimeMillis() < patience) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
        }
        return ledger.missing(before);
    }

    private void sendBeside() {
        long gap = TimeUnit.SECONDS.toNanos(1) / Math.max(1, options.rate());
        long next = System.nanoTime();
        int number = 0;
        while (sending) {
            next = Math.max(next + gap, System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(100));
            LockSupport.parkNanos(next - System.nanoTime());
            try {
                client.producer()
                        .sendAsync(message(BESIDE, number++, 0))
                        .whenComplete(
                                (result, failure) -> (failure == null ? besideSent : besideFailed).incrementAndGet());
            } catch (SendException e) {
                besideFailed.incrementAndGet();
            }
        }
    }

    private CompletionStage<ConsumeResult> consume(List<MessageView> views) {
        views.forEach(ledger::take);
        return DONE;
    }

    private static Message message(String topic, int number, long due) {
        byte[] body = new byte[BODY];
        ByteBuffer.wrap(body).putInt(number);
        Message.Builder message = Message.to(topic).body(body);
        return (due == 0 ? message : message.property(PropertyNames.TIMER_DELIVER_MS, Long.toString(due))).build();
    }

    private static void sleepUntil(long wallMillis) {
        for (long left = wallMillis - System.currentTimeMillis();
                left > 0;
                left = wallMillis - System.currentTimeMillis()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(left));
        }
    }
}
