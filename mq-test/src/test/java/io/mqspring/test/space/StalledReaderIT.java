package io.mqspring.test.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mqspring.broker.BrokerSettings;
import io.mqspring.broker.EmbeddedBroker;
import io.mqspring.client.MqClient;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.Message;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client that takes nothing of what it has asked for holds the files that its answers lie in, although the log has let them
 * go, but not for ever: after 30 s its connection is closed and they are deleted.
 */
@Tag("ci")
class StalledReaderIT {

    private static final int MEBI = 1024 * 1024;
    private static final int QUEUES = 8;
    private static final String FIRST_SEGMENT = "commitlog/00000000000000000000";

    @TempDir
    Path directory;

    @Test
    void aReaderThatTakesNothingHoldsItsSegmentsForThirtySecondsOnly() throws Exception {
        BrokerSettings settings = BrokerSettings.in(directory)
                .withPort(0)
                .withSegmentSize(8 * MEBI)
                .withRetentionBytes(16 * MEBI);
        try (EmbeddedBroker broker = EmbeddedBroker.start(settings);
                StallingProxy proxy = new StallingProxy(broker.port().orElseThrow());
                MqClient sender = MqClient.connect(broker)) {
            broker.createTopic("big", QUEUES);
            AtomicInteger taken = new AtomicInteger();
            MqClient slow = MqClient.connect(proxy.address());
            slow.pushConsumer("slow")
                    .subscribe("big", "*", SubscriptionSettings.defaults().withStartFrom(StartFrom.earliest()))
                    .listener(views -> {
                        taken.addAndGet(views.size());
                        return ConsumeResult.success();
                    })
                    .start();
            send(sender, QUEUES);
            await().atMost(Duration.ofSeconds(60)).until(() -> taken.get() == QUEUES);
            long firstSent = broker.stats().store().logEnd();
            proxy.stall();
            // Each goes to a pull that waits, and none of it is taken.
            send(sender, QUEUES);
            long asked = broker.stats().store().logEnd();
            send(sender, 3 * QUEUES);
            Path held = segmentBefore(firstSent, asked);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> broker.stats().store().logStart() > asked);
            assertThat(held).as("leased by the answer").exists();
            assertThat(directory.resolve(FIRST_SEGMENT)).as("leased by nobody").doesNotExist();
            await().atMost(Duration.ofSeconds(90)).until(() -> !Files.exists(held));
            send(sender, QUEUES);
            proxy.close();
            slow.close();
        }
    }

    /** The last segment that lies wholly between two positions: of the first ones, the system takes some megabytes. */
    private Path segmentBefore(long from, long to) {
        long base = (to / (8 * MEBI) - 1) * (8 * MEBI);
        assertThat(base).isGreaterThanOrEqualTo(from);
        return directory.resolve("commitlog/" + String.format("%020d", base));
    }

    private static void send(MqClient sender, int count) {
        for (int i = 0; i < count; i++) {
            int queue = i % QUEUES;
            sender.producer()
                    .sendAsync(Message.to("big").body(body()).build(), (message, queues) -> queues.get(queue))
                    .join();
        }
    }

    /** Not to be compressed. */
    private static byte[] body() {
        byte[] body = new byte[3 * MEBI];
        new java.util.SplittableRandom(1).nextBytes(body);
        return body;
    }
}
