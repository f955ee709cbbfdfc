package io.mqspring.test.runtime;

import io.mqspring.client.MqClient;
import io.mqspring.consumer.Batching;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.PushConsumer;
import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.MessageView;
import io.mqspring.runtime.SerialExecutor;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/** A client with one consumer, whose listener takes a while and fails now and then. Confined to the thread of the test. */
final class Member {

    private static final int SLOWEST_MILLIS = 300;
    private static final int MAX_CACHED = 24;
    private static final int MAX_SPAN = 40;
    private static final int PULL_BATCH = 8;
    /** So many that no message ends as a dead letter. */
    private static final int RETRIES = 200;

    final String node;
    final String group;
    final MqClient client;
    final PushConsumer consumer;
    private final Ledger ledger;
    private final RandomGenerator random;
    private final SerialExecutor executor;
    private double failing = 0.1;

    Member(RuntimeWorld world, Ledger ledger, String node, String group, Set<String> topics) {
        this.node = node;
        this.group = group;
        this.ledger = ledger;
        this.random = world.backend.newRandom();
        this.client = world.remoteClient(node, RuntimeWorld.clientSettings());
        this.executor = world.backend.node(node).thread("listener");
        SubscriptionSettings settings = SubscriptionSettings.defaults()
                .withStartFrom(StartFrom.earliest())
                .withConcurrency(4)
                .withRetries(RETRIES, List.of(Duration.ofSeconds(1), Duration.ofSeconds(3)))
                .withBatching(new Batching(1 + random.nextInt(3), Duration.ZERO))
                .withPullBatch(PULL_BATCH)
                .withMaxCachedMessages(MAX_CACHED, MAX_SPAN);
        PushConsumer.Builder builder = client.pushConsumer(group);
        topics.forEach(topic -> builder.subscribe(topic, "*", settings, this::consume));
        this.consumer = builder.start();
    }

    /** Ends the troubles of the listener. */
    void succeed() {
        failing = 0;
    }

    private CompletionStage<ConsumeResult> consume(List<MessageView> messages) {
        messages.forEach(view -> ledger.handed(group, view));
        CompletableFuture<ConsumeResult> result = new CompletableFuture<>();
        executor.schedule(() -> end(messages, result), Duration.ofMillis(random.nextInt(SLOWEST_MILLIS)));
        return result;
    }

    private void end(List<MessageView> messages, CompletableFuture<ConsumeResult> result) {
        boolean success = random.nextDouble() >= failing;
        messages.forEach(view -> ledger.ended(group, view, success));
        if (success) {
            result.complete(ConsumeResult.success());
        } else if (random.nextBoolean()) {
            result.complete(ConsumeResult.retry());
        } else {
            result.completeExceptionally(new IllegalStateException("no luck"));
        }
    }
}
