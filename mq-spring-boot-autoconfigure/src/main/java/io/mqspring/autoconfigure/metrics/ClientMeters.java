package io.mqspring.autoconfigure.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.mqspring.observe.ClientObserver;
import io.mqspring.observe.RebalanceReason;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The timer {@code mq.send} and the counters {@code mq.consumer.retries}, {@code mq.consumer.deadletters}, {@code
 * mq.consumer.dropped}, {@code mq.consumer.skipped}, {@code mq.rebalances}, {@code mq.handover.timeouts} and {@code mq.handover.uncommitted}. Thread safe.
 */
final class ClientMeters implements ClientObserver, MeterBinder {

    private record SendKey(String topic, SendOutcome outcome) {}

    private record CountKey(String name, String group, String topic, Tags more) {}

    private final Map<SendKey, Timer> sends = new ConcurrentHashMap<>();
    private final Map<CountKey, Counter> counters = new ConcurrentHashMap<>();
    private volatile @Nullable MeterRegistry registry;

    @Override
    public void bindTo(MeterRegistry target) {
        registry = target;
    }

    @Override
    public void onSend(String topic, SendOutcome outcome, long nanos) {
        MeterRegistry target = registry;
        if (target != null) {
            sends.computeIfAbsent(new SendKey(topic, outcome), key -> timer(target, key))
                    .record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void onRetry(String group, String topic, int attempt) {
        count("mq.consumer.retries", "Failed messages handed to the retry topic", group, topic, 1);
    }

    @Override
    public void onDeadLetter(String group, String topic, String reason) {
        count("mq.consumer.deadletters", "Messages handed to the dead-letter topic", group, topic, 1);
    }

    @Override
    public void onDropped(String group, String topic, String reason) {
        count("mq.consumer.dropped", "Messages of broadcasting groups that were given up", group, topic, 1);
    }

    @Override
    public void onOffsetMoved(String group, String topic, int queueId, long from, long to) {
        if (to > from) {
            count(
                    "mq.consumer.skipped",
                    "Messages that were gone before the group came to them",
                    group,
                    topic,
                    to - from);
        }
    }

    @Override
    public void onRebalance(String group, String topic, int queuesOwned, RebalanceReason reason) {
        count(
                "mq.rebalances",
                "Changes of the queues that fall to this member",
                group,
                topic,
                Tags.of("reason", reason.name().toLowerCase(Locale.ROOT)),
                1);
    }

    @Override
    public void onHandOverTimeout(String group, String topic, int queueId) {
        count("mq.handover.timeouts", "Queues taken over before their last owner had let go", group, topic, 1);
    }

    @Override
    public void onUncommitted(String group, String topic, int queueId, int messages) {
        count(
                "mq.handover.uncommitted",
                "Messages begun on queues that were let go, which come again elsewhere",
                group,
                topic,
                messages);
    }

    private void count(String name, String description, String group, String topic, long amount) {
        count(name, description, group, topic, Tags.empty(), amount);
    }

    private void count(String name, String description, String group, String topic, Tags more, long amount) {
        MeterRegistry target = registry;
        if (target != null) {
            counters.computeIfAbsent(new CountKey(name, group, topic, more), key -> Counter.builder(name)
                            .description(description)
                            .tag("group", group)
                            .tag("topic", topic)
                            .tags(more)
                            .register(target))
                    .increment(amount);
        }
    }

    private static Timer timer(MeterRegistry target, SendKey key) {
        return Timer.builder("mq.send")
                .description("Sends, until the broker has answered")
                .tag("topic", key.topic())
                .tag("outcome", key.outcome().name().toLowerCase(Locale.ROOT))
                .register(target);
    }
}
