package io.mqspring.client;

import io.mqspring.consumer.StartRefusedException;
import io.mqspring.consumer.offset.BrokerLink;
import io.mqspring.consumer.offset.StartPositions;
import io.mqspring.consumer.pull.Subscription;
import io.mqspring.message.TopicNames;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.ResponseCode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first steps of a member of a group, before it consumes: its topics are there, brokers evaluate its filters and know it,
 * and it is decided where the group begins. On the client's loop.
 */
final class ConsumerStart {

    private static final Logger log = LoggerFactory.getLogger(ConsumerStart.class);

    private final String group;
    private final List<Subscription> subscriptions;
    private final StartPositions starts;
    private final ConsumerSurroundings around;
    private final BooleanSupplier wanted;

    /**
     * @param subscriptions without that of the retry topic
     * @param wanted whether the consumer has not been stopped meanwhile
     */
    ConsumerStart(
            String group,
            List<Subscription> subscriptions,
            StartPositions starts,
            ConsumerSurroundings around,
            BooleanSupplier wanted) {
        this.group = group;
        this.subscriptions = subscriptions;
        this.starts = starts;
        this.around = around;
        this.wanted = wanted;
    }

    /**
     * Takes the steps.
     *
     * @param open run on the loop once routes were looked for
     * @param agreement asked for on the loop before brokers hear of this member
     * @return fails with {@link StartRefusedException} when the consumer must not begin; any other failure mends itself later
     */
    CompletableFuture<Void> run(Runnable open, Supplier<CompletableFuture<Void>> agreement) {
        // Within one JVM an answer comes in on a thread of the broker: every step is brought back to the loop.
        Executor loop = around.link().loop()::run;
        return around.prepareTopics()
                .apply(topics())
                .thenComposeAsync(ready -> findRoutes(), loop)
                .thenComposeAsync(
                        found -> {
                            open(open);
                            return new FilterCheck(group, around.clientId(), around.link(), around.routes())
                                    .check(subscriptions);
                        },
                        loop)
                .thenComposeAsync(evaluated -> agreement.get(), loop)
                .thenComposeAsync(agreed -> around.heartbeat().beat(), loop)
                .thenComposeAsync(known -> decideStarts(), loop);
    }

    private List<String> topics() {
        return subscriptions.stream().map(Subscription::topic).toList();
    }

    /** Completes whether or not routes are found: those that are missing are watched. */
    private CompletableFuture<Void> findRoutes() {
        return CompletableFuture.allOf(topics().stream()
                .map(topic -> around.routes().find(topic).handle((route, failure) -> sayIfMissing(topic, failure)))
                .toArray(CompletableFuture<?>[]::new));
    }

    private @Nullable Void sayIfMissing(String topic, @Nullable Throwable failure) {
        if (failure == null
                || !(BrokerLink.cause(failure) instanceof CommandFailedException refused)
                || refused.code() != ResponseCode.TOPIC_NOT_EXIST) {
            return null;
        }
        if (TopicNames.isDeadLetterTopic(topic) || TopicNames.isRetryTopic(topic)) {
            log.info("{}: topic {} comes with its first message, and is consumed from then on", group, topic);
        } else {
            log.warn(
                    "{}: topic {} does not exist; it is consumed from its first message on once it does. Create it, or let the"
                            + " brokers create topics (autoCreateTopicEnable), or correct the name",
                    group,
                    topic);
        }
        return null;
    }

    private void open(Runnable open) {
        if (wanted.getAsBoolean()) {
            starts.open(topics());
            open.run();
        }
    }

    /** Now, and not when a queue is first pulled: what is sent after the start of a listener is never missed. */
    private CompletableFuture<Void> decideStarts() {
        return CompletableFuture.allOf(subscriptions.stream()
                .filter(subscription -> wanted.getAsBoolean())
                .flatMap(subscription -> around.routes().known(subscription.topic()).stream()
                        .flatMap(route -> route.readable().stream())
                        .map(queue ->
                                starts.startOf(queue, subscription.settings().startFrom())))
                .toArray(CompletableFuture<?>[]::new));
    }
}
