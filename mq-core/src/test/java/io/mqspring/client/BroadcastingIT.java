package io.mqspring.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mqspring.broker.BrokerSettings;
import io.mqspring.broker.EmbeddedBroker;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.MessageListener;
import io.mqspring.consumer.PullConsumer;
import io.mqspring.consumer.PushConsumer;
import io.mqspring.consumer.RetryPolicy;
import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.StartRefusedException;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.Message;
import io.mqspring.message.MessageView;
import io.mqspring.observe.ClientObserver;
import io.mqspring.store.FlushMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broadcasting groups against the embedded broker. */
class BroadcastingIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final SubscriptionSettings SETTINGS = SubscriptionSettings.defaults()
            .withRetriesInPlace(RetryPolicy.inPlace(List.of(Duration.ofMillis(20), Duration.ofMillis(20))));

    @TempDir
    Path directory;

    private EmbeddedBroker broker;
    private final List<MqClient> clients = new ArrayList<>();
    private final Queue<String> dropped = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void start() {
        broker = EmbeddedBroker.start(
                BrokerSettings.in(directory.resolve("data")).withFlushMode(FlushMode.ASYNC));
        broker.createTopic("news", 2);
    }

    @AfterEach
    void stop() {
        clients.forEach(MqClient::close);
        broker.close();
    }

    private MqClient client(String instance) {
        ClientSettings settings = ClientSettings.defaults()
                .withLocalState(new LocalState(directory.resolve("offsets"), instance))
                .withObserver(new ClientObserver() {
                    @Override
                    public void onDropped(String group, String topic, String reason) {
                        dropped.add(group + " " + topic + " " + reason);
                    }
                });
        MqClient client = MqClient.connect(settings, broker);
        clients.add(client);
        return client;
    }

    private static PushConsumer listen(MqClient client, SubscriptionSettings settings, MessageListener listener) {
        return client.pushConsumer("cache")
                .broadcasting()
                .subscribe("news", "*", settings)
                .listener(listener)
                .start();
    }

    private static PushConsumer collect(MqClient client, Queue<String> to) {
        return listen(client, SETTINGS, views -> {
            views.forEach(view -> to.add(text(view)));
            return ConsumeResult.success();
        });
    }

    private static String text(MessageView view) {
        return new String(view.body(), StandardCharsets.UTF_8);
    }

    private void send(int from, int to) {
        for (int i = from; i < to; i++) {
            clients.get(0)
                    .producer()
                    .send(Message.to("news")
                            .body(("m" + i).getBytes(StandardCharsets.UTF_8))
                            .build());
        }
    }

    private static List<String> expected(int from, int to) {
        List<String> all = new ArrayList<>();
        for (int i = from; i < to; i++) {
            all.add("m" + i);
        }
        return all;
    }

    @Test
    void every_member_gets_every_message_once_and_no_broker_hears_of_offsets() {
        Queue<String> one = new ConcurrentLinkedQueue<>();
        Queue<String> two = new ConcurrentLinkedQueue<>();
        collect(client("one"), one);
        collect(client("two"), two);
        send(0, 50);

        await().atMost(LIMIT).until(() -> one.size() == 50 && two.size() == 50);
        assertThat(one).containsExactlyInAnyOrderElementsOf(expected(0, 50));
        assertThat(two).containsExactlyInAnyOrderElementsOf(expected(0, 50));
        assertThat(clients.get(0).admin().describe("cache").orElseThrow().members())
                .hasSize(2)
                .allSatisfy(member -> assertThat(member.subscriptions()).containsOnlyKeys("news"));
        PullConsumer offsets = clients.get(0).pullConsumer("cache");
        assertThat(offsets.queues("news"))
                .allSatisfy(queue -> assertThat(offsets.committed(queue)).isEmpty());
    }

    @Test
    void an_instance_goes_on_where_it_was_and_each_at_its_own_place() {
        Queue<String> one = new ConcurrentLinkedQueue<>();
        Queue<String> two = new ConcurrentLinkedQueue<>();
        collect(client("one"), one);
        MqClient second = client("two");
        collect(second, two);
        send(0, 20);
        await().atMost(LIMIT).until(() -> one.size() == 20 && two.size() == 20);
        second.close();
        send(20, 30);
        await().atMost(LIMIT).until(() -> one.size() == 30);

        collect(client("two"), two);

        await().atMost(LIMIT).until(() -> two.size() >= 30);
        assertThat(two).containsExactlyInAnyOrderElementsOf(expected(0, 30));
        Queue<String> three = new ConcurrentLinkedQueue<>();
        collect(client("three"), three);
        send(30, 31);
        await().atMost(LIMIT).until(() -> !three.isEmpty());
        assertThat(three).containsExactly("m30");
    }

    @Test
    void a_crash_costs_what_was_not_written_and_nothing_else() {
        Queue<String> one = new ConcurrentLinkedQueue<>();
        MqClient first = client("one");
        PushConsumer consumer = listen(first, SETTINGS.withStartFrom(StartFrom.earliest()), views -> {
            one.add(text(views.get(0)));
            return ConsumeResult.success();
        });
        send(0, 20);
        await().atMost(LIMIT).until(() -> one.size() == 20);
        // As the directory is after a kill: taken by nobody, and as it was written last.
        await().atMost(LIMIT).until(() -> consumer.queues().stream()
                .allMatch(queue -> queue.committedOffset() == queue.consumedOffset()));
        Path copy = directory.resolve("copy");
        copy(directory.resolve("offsets"), copy);
        send(20, 25);
        await().atMost(LIMIT).until(() -> one.size() == 25);

        Queue<String> again = new ConcurrentLinkedQueue<>();
        MqClient restarted =
                MqClient.connect(ClientSettings.defaults().withLocalState(new LocalState(copy, "one")), broker);
        clients.add(restarted);
        collect(restarted, again);

        await().atMost(LIMIT).until(() -> again.size() >= 5);
        assertThat(again).containsExactlyInAnyOrderElementsOf(expected(20, 25));
    }

    private static void copy(Path from, Path to) {
        try (var all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else if (!path.getFileName().toString().startsWith("lock")) {
                    Files.copy(path, target);
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void a_failed_message_is_tried_again_here_alone_and_dropped_in_the_end() {
        Queue<String> failing = new ConcurrentLinkedQueue<>();
        Queue<String> two = new ConcurrentLinkedQueue<>();
        PushConsumer one = listen(client("one"), SETTINGS, views -> {
            String body = text(views.get(0));
            failing.add(body);
            if (body.equals("m0")) {
                throw new IllegalStateException("no");
            }
            return body.equals("m1") ? ConsumeResult.reject("rejected") : ConsumeResult.success();
        });
        collect(client("two"), two);
        send(0, 3);

        await().atMost(LIMIT).until(() -> dropped.size() == 2 && two.size() == 3 && failing.size() == 5);
        assertThat(failing).containsExactlyInAnyOrder("m0", "m0", "m0", "m1", "m2");
        assertThat(dropped).containsExactlyInAnyOrder("cache news attempts-exhausted", "cache news rejected");
        await().atMost(LIMIT)
                .until(() -> one.queues().stream()
                                .mapToLong(queue -> queue.consumedOffset())
                                .sum()
                        == 3);
        assertThat(clients.get(0).admin().topics()).doesNotContain("%DLQ%cache");
        assertThat(one.queues()).noneMatch(queue -> queue.queue().topic().startsWith("%RETRY%"));
    }

    @Test
    void where_offsets_cannot_be_kept_nothing_begins() throws IOException {
        Files.createFile(directory.resolve("offsets"));

        assertThatThrownBy(() -> collect(client("one"), new ConcurrentLinkedQueue<>()))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("mq.client.offsets-dir");
    }
}
