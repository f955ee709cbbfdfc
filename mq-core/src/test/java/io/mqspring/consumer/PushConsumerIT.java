package io.mqspring.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mqspring.client.MqClient;
import io.mqspring.message.Message;
import io.mqspring.message.MessageView;
import io.mqspring.scripted.BrokerAndClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The consumer's inside on real threads, against the embedded broker. */
class PushConsumerIT extends BrokerAndClient {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static String text(MessageView view) {
        return new String(view.body(), StandardCharsets.UTF_8);
    }

    private CompletableFuture<?> send(String body) {
        return client.producer()
                .sendAsync(Message.to("orders")
                        .body(body.getBytes(StandardCharsets.UTF_8))
                        .build());
    }

    private void sendAll(int from, int to) {
        List<CompletableFuture<?>> sends = new ArrayList<>();
        for (int i = from; i < to; i++) {
            sends.add(send("m" + i));
        }
        CompletableFuture.allOf(sends.toArray(CompletableFuture<?>[]::new)).join();
    }

    private static PushConsumer consumer(MqClient of, Map<String, AtomicInteger> consumed) {
        return of.pushConsumer("billing")
                .subscribe("orders", "*")
                .listener(views -> {
                    consumed.computeIfAbsent(text(views.get(0)), body -> new AtomicInteger())
                            .incrementAndGet();
                    return ConsumeResult.success();
                })
                .start();
    }

    private static int ofOrders(PushConsumer consumer) {
        return (int) consumer.queues().stream()
                .filter(progress -> progress.queue().topic().equals("orders"))
                .count();
    }

    @Test
    void S1_allocation_members_share_the_queues_and_every_message_reaches_exactly_one_of_them() {
        Map<String, AtomicInteger> byA = new ConcurrentHashMap<>();
        Map<String, AtomicInteger> byB = new ConcurrentHashMap<>();
        PushConsumer a = consumer(client, byA);
        await().atMost(LIMIT).until(() -> ofOrders(a) == 4);
        try (MqClient other = MqClient.connect(broker)) {
            PushConsumer b = consumer(other, byB);
            await().atMost(LIMIT).until(() -> ofOrders(a) == 2 && ofOrders(b) == 2);

            sendAll(0, 2000);
            await().atMost(LIMIT).until(() -> byA.size() + byB.size() >= 2000);

            assertThat(byA)
                    .hasSizeGreaterThan(500)
                    .doesNotContainKeys(byB.keySet().toArray(String[]::new));
            assertThat(byB).hasSizeGreaterThan(500);
        }
        await().atMost(LIMIT).until(() -> ofOrders(a) == 4);
    }

    @Test
    void what_was_consumed_before_a_close_is_not_consumed_after_it() {
        Map<String, AtomicInteger> before = new ConcurrentHashMap<>();
        PushConsumer first = consumer(client, before);
        sendAll(0, 5000);
        await().atMost(LIMIT).until(() -> before.size() > 1000);
        first.close();
        Map<String, AtomicInteger> after = new ConcurrentHashMap<>();

        consumer(client, after);

        await().atMost(LIMIT).until(() -> before.size() + after.size() >= 5000);
        assertThat(after.keySet()).doesNotContainAnyElementsOf(before.keySet());
    }

    @Test
    void a_failed_message_comes_again_after_its_delay() {
        Queue<Long> times = new ConcurrentLinkedQueue<>();
        client.pushConsumer("billing")
                .subscribe(
                        "orders",
                        "*",
                        SubscriptionSettings.defaults()
                                .withRetries(2, List.of(Duration.ofSeconds(1), Duration.ofSeconds(2))))
                .listener(views -> {
                    times.add(System.nanoTime() / 1_000_000);
                    throw new IllegalStateException("no");
                })
                .start();

        send("flaky").join();

        await().atMost(LIMIT).until(() -> times.size() == 3);
        List<Long> at = List.copyOf(times);
        assertThat(at.get(1) - at.get(0)).isBetween(990L, 5000L);
        assertThat(at.get(2) - at.get(1)).isBetween(1990L, 6000L);
    }

    @Test
    void members_that_come_and_go_under_load_lose_nothing() {
        Map<String, AtomicInteger> consumed = new ConcurrentHashMap<>();
        consumer(client, consumed);
        int sent = 0;
        for (int round = 0; round < 4; round++) {
            try (MqClient other = MqClient.connect(broker)) {
                PushConsumer member = consumer(other, consumed);
                sendAll(sent, sent + 2500);
                await().atMost(LIMIT).until(() -> ofOrders(member) == 2);
                sendAll(sent + 2500, sent + 5000);
                sent += 5000;
            }
        }
        int all = sent;

        await().atMost(LIMIT).until(() -> consumed.size() == all);
        long again = consumed.values().stream().filter(count -> count.get() > 1).count();
        // A move is graceful while handlers are quick; a machine that stalls for half a second may show a few.
        assertThat(again).isLessThan(500);
    }
}
