package io.mqspring.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mqspring.broker.BrokerSettings;
import io.mqspring.broker.EmbeddedBroker;
import io.mqspring.consumer.PollingConsumer;
import io.mqspring.consumer.PollingSettings;
import io.mqspring.consumer.StartFrom;
import io.mqspring.message.Message;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.MessageView;
import io.mqspring.transport.RemotingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A polling consumer on real threads, over TCP, against the embedded broker. */
class PollingConsumerIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final PollingSettings FROM_THE_START =
            PollingSettings.defaults().withStartFrom(StartFrom.earliest());

    @TempDir
    Path directory;

    private EmbeddedBroker broker;
    private MqClient client;

    @BeforeEach
    void start() {
        broker = EmbeddedBroker.start(BrokerSettings.in(directory).withPort(0));
        broker.createTopic("orders", 4);
        client = MqClient.connect("localhost:" + broker.port().getAsInt());
    }

    @AfterEach
    void stop() {
        client.close();
        broker.close();
    }

    private void send(int from, int to) {
        List<CompletableFuture<?>> sends = new ArrayList<>();
        for (int i = from; i < to; i++) {
            sends.add(client.producer()
                    .sendAsync(Message.to("orders")
                            .body(("m" + i).getBytes(StandardCharsets.UTF_8))
                            .build()));
        }
        CompletableFuture.allOf(sends.toArray(CompletableFuture<?>[]::new)).join();
    }

    private static String text(MessageView view) {
        return new String(view.body(), StandardCharsets.UTF_8);
    }

    private static List<String> pollUntil(PollingConsumer consumer, int count) {
        List<String> all = new ArrayList<>();
        await().atMost(LIMIT).until(() -> {
            consumer.poll(Duration.ofMillis(500)).forEach(view -> all.add(text(view)));
            return all.size() >= count;
        });
        return all;
    }

    @Test
    void S4_assigned_queues_are_polled_sought_by_time_and_committed() {
        send(0, 100);
        Instant middle = awaitNextMillisecond();
        send(100, 150);
        try (PollingConsumer consumer = client.pollingConsumer("audit")
                .settings(FROM_THE_START.withoutAutoCommit())
                .start()) {
            List<MessageQueue> queues = consumer.queues("orders");
            consumer.assign(queues);
            assertThat(new HashSet<>(pollUntil(consumer, 150))).hasSize(150);
            consumer.commitSync();
            assertThat(queues.stream()
                            .mapToLong(queue -> consumer.committed(queue).orElseThrow())
                            .sum())
                    .isEqualTo(150);

            consumer.seek("orders", middle);
            assertThat(pollUntil(consumer, 50)).hasSize(50).allMatch(body -> number(body) >= 100);
            consumer.seekToBeginning(queues);
            assertThat(pollUntil(consumer, 150)).hasSize(150);
            consumer.seekToEnd(queues);
            assertThat(consumer.poll(Duration.ofMillis(50))).isEmpty();
            send(150, 151);
            assertThat(pollUntil(consumer, 1)).containsExactly("m150");
        }
    }

    private static int number(String body) {
        return Integer.parseInt(body.substring(1));
    }

    private static Instant awaitNextMillisecond() {
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis() + 1);
        await().until(() -> Instant.now().isAfter(now));
        return now;
    }

    @Test
    void two_members_share_the_queues_and_one_that_leaves_gives_them_back() {
        try (PollingConsumer one = member(client)) {
            await().atMost(LIMIT).until(() -> one.assignment().size() == 4);
            try (MqClient otherClient =
                    MqClient.connect("localhost:" + broker.port().getAsInt())) {
                PollingConsumer two = member(otherClient);
                await().atMost(LIMIT).until(() -> {
                    one.poll(Duration.ofMillis(1));
                    return one.assignment().size() == 2 && two.assignment().size() == 2;
                });
                send(0, 200);
                Set<String> all = new TreeSet<>();
                await().atMost(LIMIT).until(() -> {
                    one.poll(Duration.ofMillis(50)).forEach(view -> all.add(text(view)));
                    two.poll(Duration.ofMillis(50)).forEach(view -> all.add(text(view)));
                    return all.size() == 200;
                });
                two.commitSync();
            }
            await().atMost(LIMIT).until(() -> one.assignment().size() == 4);
        }
    }

    private static PollingConsumer member(MqClient of) {
        return of.pollingConsumer("shared")
                .settings(FROM_THE_START)
                .subscribe("orders", "*")
                .start();
    }

    @Test
    void an_interrupt_ends_a_poll_and_loses_nothing() throws Exception {
        try (PollingConsumer consumer =
                client.pollingConsumer("audit").settings(FROM_THE_START).start()) {
            consumer.assign(consumer.queues("orders"));
            AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
            Thread poller = new Thread(() -> {
                try {
                    consumer.poll(LIMIT);
                } catch (RemotingException e) {
                    thrown.set(Thread.currentThread().isInterrupted() ? e : null);
                }
            });
            poller.start();
            await().atMost(LIMIT).until(() -> poller.getState() == Thread.State.TIMED_WAITING);
            poller.interrupt();
            poller.join(LIMIT.toMillis());
            assertThat(thrown.get()).hasMessageContaining("poll: interrupted");

            send(0, 1);
            assertThat(pollUntil(consumer, 1)).containsExactly("m0");
        }
    }

    @Test
    void a_poll_goes_on_when_its_broker_comes_back() {
        send(0, 10);
        try (PollingConsumer consumer =
                client.pollingConsumer("audit").settings(FROM_THE_START).start()) {
            consumer.assign(consumer.queues("orders"));
            pollUntil(consumer, 10);
            consumer.commitSync();
            int port = broker.port().getAsInt();
            CompletableFuture<List<MessageView>> poll = consumer.pollAsync(LIMIT);
            broker.close();
            broker = EmbeddedBroker.start(BrokerSettings.in(directory).withPort(port));
            try (MqClient sender = MqClient.connect(broker)) {
                sender.producer()
                        .send(Message.to("orders")
                                .body("after".getBytes(StandardCharsets.UTF_8))
                                .build());
            }

            assertThat(poll.join()).singleElement().satisfies(view -> assertThat(text(view))
                    .isEqualTo("after"));
        }
    }

    @Test
    void a_closed_client_closes_its_polling_consumers() {
        PollingConsumer consumer = client.pollingConsumer("audit").start();
        client.close();

        assertThatThrownBy(() -> consumer.poll(Duration.ofMillis(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }
}
