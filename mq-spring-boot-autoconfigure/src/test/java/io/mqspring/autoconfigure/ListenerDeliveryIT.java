package io.mqspring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mqspring.autoconfigure.embedded.EmbeddedBrokerAutoConfiguration;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.spring.annotation.MqListener;
import io.mqspring.spring.core.MqTemplate;
import io.mqspring.spring.listener.Acknowledgement;
import io.mqspring.spring.listener.MqBatchFailedException;
import io.mqspring.spring.listener.MqRetryAfterException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

/** Batches, answers that come later, and retries, from the annotation to an embedded broker and back. */
class ListenerDeliveryIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    record Order(String id) {}

    @Configuration(proxyBeanMethods = false)
    static class Listeners {

        final Queue<List<String>> batches = new ConcurrentLinkedQueue<>();
        final Map<String, AtomicInteger> attempts = new ConcurrentHashMap<>();
        final Queue<MessageView> dead = new ConcurrentLinkedQueue<>();
        final Queue<Acknowledgement> open = new ConcurrentLinkedQueue<>();

        private int attempt(String id) {
            return attempts.computeIfAbsent(id, none -> new AtomicInteger()).incrementAndGet();
        }

        int attempts(String id) {
            AtomicInteger made = attempts.get(id);
            return made == null ? 0 : made.get();
        }

        @MqListener(topics = "batches", group = "batches", batchSize = "5", linger = "30s", retryDelays = "10ms")
        void batch(List<Order> orders) {
            List<String> ids = orders.stream().map(Order::id).toList();
            batches.add(ids);
            for (int i = 0; i < ids.size(); i++) {
                if (attempt(ids.get(i)) == 1 && ids.get(i).equals("fails")) {
                    throw new MqBatchFailedException("stopped", new IllegalStateException("no luck"), i);
                }
            }
        }

        @MqListener(topics = "stages", group = "stages", retryDelays = "10ms")
        CompletionStage<?> stage(Order order) {
            return CompletableFuture.supplyAsync(() -> {
                if (attempt(order.id()) < 3) {
                    throw new MqRetryAfterException(Duration.ofMillis(20), "not yet");
                }
                return order;
            });
        }

        @MqListener(topics = "monos", group = "monos", retryDelays = "10ms")
        Mono<Void> mono(Order order) {
            return attempt(order.id()) == 1 ? Mono.error(new IllegalStateException("no luck")) : Mono.empty();
        }

        @MqListener(topics = "manual", group = "manual", concurrency = "2")
        void manual(Order order, Acknowledgement acknowledgement) {
            open.add(acknowledgement);
        }

        @MqListener(topics = "choosy", group = "choosy", noRetryFor = IllegalArgumentException.class)
        void choosy(Order order) {
            attempt(order.id());
            throw new IllegalStateException("behind this", new IllegalArgumentException("no such customer"));
        }

        @MqListener(topics = "slow", group = "slow", retryDelays = "10ms", consumeTimeout = "100ms", warnAfter = "50ms")
        @Nullable
        CompletionStage<Void> slow(Order order) {
            return attempt(order.id()) == 1 ? new CompletableFuture<>() : CompletableFuture.completedFuture(null);
        }

        @MqListener(topics = "%DLQ%choosy", group = "undertaker", startFrom = "earliest")
        void dead(MessageView letter) {
            dead.add(letter);
        }
    }

    @Test
    void messagesComeInBatchesAndLaterAndAgain() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        JacksonAutoConfiguration.class,
                        MqConnectionAutoConfiguration.class,
                        EmbeddedBrokerAutoConfiguration.class,
                        MqAutoConfiguration.class))
                .withPropertyValues(
                        "mq.embedded.data-dir=" + directory.resolve("data"),
                        "spring.application.name=shop",
                        "spring.application.version=1.2")
                .withUserConfiguration(Listeners.class)
                .run(context -> {
                    MqTemplate mq = context.getBean(MqTemplate.class);
                    Listeners listeners = context.getBean(Listeners.class);
                    for (String id : List.of("a", "b", "fails", "c", "d")) {
                        send(mq, "batches", id);
                    }
                    send(mq, "stages", "stage");
                    send(mq, "monos", "mono");
                    send(mq, "choosy", "choosy");
                    send(mq, "slow", "slow");
                    for (int i = 0; i < 5; i++) {
                        send(mq, "manual", "m" + i);
                    }

                    assertBatches(listeners, mq);
                    await().atMost(PATIENCE).untilAsserted(() -> {
                        assertThat(listeners.attempts("stage")).isEqualTo(3);
                        assertThat(listeners.attempts("mono")).isEqualTo(2);
                        assertThat(listeners.attempts("slow")).isEqualTo(2);
                    });
                    assertManual(listeners);
                    assertDead(listeners);
                });
    }

    private static void assertBatches(Listeners listeners, MqTemplate mq) {
        // A full batch does not wait for its linger.
        await().atMost(PATIENCE).until(() -> !listeners.batches.isEmpty());
        List<String> first = new ArrayList<>(List.copyOf(listeners.batches).get(0));
        assertThat(first).containsExactlyInAnyOrder("a", "b", "fails", "c", "d");
        List<String> untried = first.subList(first.indexOf("fails") + 1, first.size());
        // The failed one comes again, with others to make its batch full.
        for (int i = 0; i < 9; i++) {
            send(mq, "batches", "more" + i);
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(listeners.attempts("fails")).isEqualTo(2));
        // What was not tried behind the failure came again at once.
        if (!untried.isEmpty()) {
            assertThat(List.copyOf(listeners.batches)).contains(List.copyOf(untried));
        }
        for (String id : first.subList(0, first.indexOf("fails"))) {
            assertThat(listeners.attempts(id)).isEqualTo(1);
        }
    }

    /** Two are open at once, and no more until one is answered. */
    private static void assertManual(Listeners listeners) {
        for (int answered = 0; answered < 5; answered++) {
            await().atMost(PATIENCE).until(() -> !listeners.open.isEmpty());
            assertThat(listeners.open.size()).isLessThanOrEqualTo(2);
            listeners.open.remove().acknowledge();
        }
    }

    private static void assertDead(Listeners listeners) {
        await().atMost(PATIENCE).until(() -> !listeners.dead.isEmpty());
        assertThat(listeners.attempts("choosy")).isEqualTo(1);
        assertThat(listeners.dead.element().properties())
                .containsEntry(PropertyNames.MQ_DEAD_LETTER_REASON, "not-retryable")
                .containsEntry(PropertyNames.MQ_ERROR_CLASS, IllegalStateException.class.getName())
                .containsEntry(PropertyNames.MQ_ERROR_MESSAGE, "behind this")
                .containsEntry(PropertyNames.MQ_APPLICATION, "shop 1.2")
                .containsEntry(PropertyNames.MQ_ORIGIN_TOPIC, "choosy")
                .containsKeys(
                        PropertyNames.MQ_ATTEMPTS,
                        PropertyNames.MQ_ORIGIN_QUEUE,
                        PropertyNames.MQ_ORIGIN_OFFSET,
                        PropertyNames.MQ_ERROR_STACK);
        assertThat(listeners.dead.element().propertyOrNull(PropertyNames.MQ_ERROR_STACK))
                .contains("Caused by: java.lang.IllegalArgumentException: no such customer");
    }

    private static void send(MqTemplate mq, String topic, String id) {
        mq.message(new Order(id)).to(topic).send();
    }
}
