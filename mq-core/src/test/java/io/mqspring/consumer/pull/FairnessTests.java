package io.mqspring.consumer.pull;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.consumer.AsyncMessageListener;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.ConsumerRig;
import io.mqspring.consumer.Ordering;
import io.mqspring.consumer.RunningConsumer;
import io.mqspring.consumer.RunningConsumer.Listening;
import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.PropertyNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Topics of one client: one that is flooded, or stuck, takes nothing from the listeners of the others. */
class FairnessTests {

    private static final int BODY = 64 * 1024;
    private static final long BUDGET = 8L * 1024 * 1024;
    private static final int FLOODED_QUEUES = 4;
    private static final SubscriptionSettings SETTINGS =
            SubscriptionSettings.defaults().withStartFrom(StartFrom.earliest()).withPullBatch(4);

    private final ConsumerRig rig = new ConsumerRig();
    private final List<CompletableFuture<ConsumeResult>> stuck = new ArrayList<>();
    private int now;
    private int most;
    private int done;

    @Test
    void a_topic_that_is_stuck_leaves_another_one_of_its_group_as_many_calls_as_it_may_have() {
        flood("flood", 150);
        rig.broker.topic("orders", 1);
        RunningConsumer consumer = new RunningConsumer(
                        rig,
                        "me",
                        rig.backend.workers(),
                        BUDGET,
                        new Listening("flood", "*", SETTINGS, never()),
                        new Listening("orders", "*", SETTINGS, oneSecondEach()))
                .start();
        rig.backend.advance(Duration.ofSeconds(5));
        assertThat(consumer.budget.used()).isBetween(BUDGET / 3, BUDGET / 2 + FLOODED_QUEUES * 256 * 1024L);

        append("orders", 0, 100);
        rig.backend.advance(Duration.ofSeconds(7));

        assertThat(most).isEqualTo(SETTINGS.concurrency());
        assertThat(done).isEqualTo(100);
    }

    @Test
    void what_waits_for_failed_messages_in_order_stays_within_the_bytes_of_its_topic() {
        rig.broker.topic("flood", FLOODED_QUEUES);
        for (int i = 0; i < 150 * FLOODED_QUEUES; i++) {
            int queue = i % FLOODED_QUEUES;
            rig.broker.append("flood", queue, "x".repeat(BODY), Map.of(PropertyNames.SHARDING_KEY, "key" + queue), 0);
        }
        rig.broker.topic("orders", 1);
        AtomicBoolean failing = new AtomicBoolean(true);
        AtomicInteger succeeded = new AtomicInteger();
        RunningConsumer consumer = new RunningConsumer(
                        rig,
                        "me",
                        rig.backend.workers(),
                        BUDGET,
                        new Listening("flood", "*", SETTINGS.withOrdering(Ordering.KEY), views -> {
                            succeeded.addAndGet(failing.get() ? 0 : 1);
                            return CompletableFuture.completedFuture(
                                    failing.get() ? ConsumeResult.retry() : ConsumeResult.success());
                        }),
                        new Listening("orders", "*", SETTINGS, oneSecondEach()))
                .start();
        append("orders", 0, 100);
        for (int second = 0; second < 120; second++) {
            rig.backend.advance(Duration.ofSeconds(1));
            assertThat(consumer.budget.used()).isLessThan(BUDGET);
        }
        assertThat(consumer.budget.used()).isBetween(BUDGET / 3, BUDGET / 2 + FLOODED_QUEUES * 256 * 1024L);
        assertThat(done).isEqualTo(100);
        List<String> dead = consumer.observed.stream()
                .filter(what -> what.startsWith("dead"))
                .toList();
        assertThat(dead).isNotEmpty().containsOnly("dead flood attempts-exhausted");

        failing.set(false);
        rig.backend.advance(Duration.ofSeconds(60));

        assertThat(succeeded.get() + dead.size()).isEqualTo(150 * FLOODED_QUEUES);
        assertThat(consumer.budget.used()).isZero();
    }

    @Test
    void topics_that_are_stuck_together_still_leave_something() {
        List<Listening> listening = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            flood("flood" + i, 150);
            listening.add(new Listening("flood" + i, "*", SETTINGS, never()));
        }
        rig.broker.topic("orders", 1);
        listening.add(new Listening("orders", "*", SETTINGS, oneSecondEach()));
        RunningConsumer consumer = new RunningConsumer(
                        rig, "me", rig.backend.workers(), BUDGET, listening.toArray(Listening[]::new))
                .start();
        rig.backend.advance(Duration.ofSeconds(5));
        assertThat(consumer.budget.used()).isGreaterThan(BUDGET / 2);

        append("orders", 0, 100);
        rig.backend.advance(Duration.ofSeconds(40));

        assertThat(done).isEqualTo(100);
    }

    @Test
    void a_topic_that_floods_its_listener_does_not_delay_the_next_message_of_another_one() {
        flood("flood", 150);
        rig.broker.topic("orders", 1);
        new RunningConsumer(
                        rig,
                        "me",
                        rig.backend.workers(),
                        BUDGET,
                        new Listening("flood", "*", SETTINGS, later(Duration.ofMillis(700))),
                        new Listening("orders", "*", SETTINGS, views -> {
                            done++;
                            return CompletableFuture.completedFuture(ConsumeResult.success());
                        }))
                .start();
        rig.backend.advance(Duration.ofSeconds(1));

        for (int i = 1; i <= 10; i++) {
            append("orders", 0, 1);
            rig.backend.advance(Duration.ofMillis(10));
            assertThat(done).isEqualTo(i);
        }
    }

    private void flood(String topic, int messagesPerQueue) {
        rig.broker.topic(topic, FLOODED_QUEUES);
        for (int queue = 0; queue < FLOODED_QUEUES; queue++) {
            append(topic, queue, messagesPerQueue);
        }
    }

    private void append(String topic, int queue, int messages) {
        for (int i = 0; i < messages; i++) {
            rig.broker.append(topic, queue, "x".repeat(BODY));
        }
    }

    private AsyncMessageListener never() {
        return views -> {
            CompletableFuture<ConsumeResult> open = new CompletableFuture<>();
            stuck.add(open);
            return open;
        };
    }

    private AsyncMessageListener later(Duration after) {
        return views -> {
            CompletableFuture<ConsumeResult> result = new CompletableFuture<>();
            rig.loop.schedule(() -> result.complete(ConsumeResult.success()), after);
            return result;
        };
    }

    private AsyncMessageListener oneSecondEach() {
        AsyncMessageListener second = later(Duration.ofSeconds(1));
        return views -> {
            now++;
            most = Math.max(most, now);
            return second.consume(views).thenApply(result -> {
                now--;
                done++;
                return result;
            });
        };
    }
}
