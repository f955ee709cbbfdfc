package io.mqspring.test.runtime;

import io.mqspring.client.MqClient;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.Ordering;
import io.mqspring.consumer.PushConsumer;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.MessageView;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.test.simulation.SimulatedBackend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A client with one consumer, whose listener takes a while and fails now and then. Confined to the thread of the test. */
final class Member {

    private static final int SLOWEST_MILLIS = 300;

    final String node;
    final GroupPlan plan;
    final MqClient client;
    final PushConsumer consumer;
    private final Ledger ledger;
    private final SimulatedBackend backend;
    private final RandomGenerator random;
    private final SerialExecutor executor;
    private @Nullable OffsetAnswers answers;
    private double failing = 0.1;

    Member(RuntimeWorld world, Ledger ledger, String node, GroupPlan plan, Sabotage sabotage) {
        this.node = node;
        this.plan = plan;
        this.ledger = ledger;
        this.backend = world.backend;
        this.random = world.backend.newRandom();
        this.client = world.remoteClient(node, RuntimeWorld.clientSettings(), network -> {
            OffsetAnswers watched = new OffsetAnswers(network);
            answers = watched;
            return sabotage == Sabotage.NONE ? watched : sabotage.way(watched);
        });
        this.executor = world.backend.node(node).thread("listener");
        PushConsumer.Builder builder = client.pushConsumer(plan.group());
        plan.topics().forEach(topic -> builder.subscribe(topic, plan.filter(), plan.settings(), this::consume));
        this.consumer = builder.start();
    }

    /** Ends the troubles of the listener. */
    void succeed() {
        failing = 0;
    }

    /** Where the group had committed when this member last asked. */
    long floor(MessageQueue queue) {
        return Objects.requireNonNull(answers).of(queue);
    }

    private CompletionStage<ConsumeResult> consume(List<MessageView> messages) {
        try {
            ledger.handed(this, messages);
        } catch (AssertionError violated) {
            // The dispatcher would take it for a failure of the listener.
            backend.faultHandler().onFault(node, violated);
        }
        CompletableFuture<ConsumeResult> result = new CompletableFuture<>();
        executor.schedule(() -> end(messages, result), Duration.ofMillis(random.nextInt(SLOWEST_MILLIS)));
        return result;
    }

    private void end(List<MessageView> messages, CompletableFuture<ConsumeResult> result) {
        List<Boolean> done = new ArrayList<>();
        if (messages.size() > 1 && random.nextBoolean()) {
            List<ConsumeResult> each = new ArrayList<>();
            boolean stopped = false;
            for (int i = 0; i < messages.size(); i++) {
                boolean success = random.nextDouble() >= failing;
                each.add(success ? ConsumeResult.success() : ConsumeResult.retry());
                // In order, those behind the first that fails must wait.
                stopped |= !success && plan.ordering() != Ordering.NONE;
                done.add(success && !stopped);
            }
            ledger.ended(this, messages, done);
            result.complete(new ConsumeResult.PerMessage(each));
            return;
        }
        boolean success = random.nextDouble() >= failing;
        messages.forEach(view -> done.add(success));
        ledger.ended(this, messages, done);
        if (success) {
            result.complete(ConsumeResult.success());
        } else if (random.nextBoolean()) {
            result.complete(ConsumeResult.retry());
        } else {
            result.completeExceptionally(new IllegalStateException("no luck"));
        }
    }
}
