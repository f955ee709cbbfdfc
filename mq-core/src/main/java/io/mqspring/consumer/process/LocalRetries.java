package io.mqspring.consumer.process;

import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.RetryPolicy;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.MessageView;
import io.mqspring.observe.ClientObserver;
import io.mqspring.runtime.SerialExecutor;
import java.time.Duration;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of failed messages where every instance gets every message: the retry and the dead-letter topic would be those of
 * all. A message waits in memory for its next attempt, by the delays of an ordered listener, and holds nobody up but itself;
 * when they are over it is dropped, which the log and the observer are told. Confined to the loop.
 */
public final class LocalRetries implements FailureSink {

    private static final Logger log = LoggerFactory.getLogger(LocalRetries.class);

    private final String group;
    private final SerialExecutor loop;
    private final RandomGenerator random;
    private final ClientObserver observer;
    private final Consumer<InFlight> again;
    /** Attempts that failed here; of what succeeds in the end nobody tells. */
    private final Map<InFlight, Integer> failed = new WeakHashMap<>();

    /**
     * @param random confined to the loop
     * @param again has a message delivered once more
     */
    public LocalRetries(
            String group,
            SerialExecutor loop,
            RandomGenerator random,
            ClientObserver observer,
            Consumer<InFlight> again) {
        this.group = group;
        this.loop = loop;
        this.random = random;
        this.observer = observer;
        this.again = again;
    }

    /** Fails at once when the message is tried again: this attempt is over, and the message unfinished. */
    @Override
    public CompletableFuture<Void> retry(InFlight message, ConsumeResult.Retry failure, SubscriptionSettings settings) {
        RetryPolicy policy = settings.retriesInPlace();
        int attempts = failed.merge(message, 1, Integer::sum);
        if (attempts > policy.maxAttempts()) {
            return drop(message, RetrySender.ATTEMPTS_EXHAUSTED, failure.cause());
        }
        if (!policy.isWorthRetrying(failure.cause())) {
            return drop(message, RetrySender.NOT_WORTH_RETRYING, failure.cause());
        }
        Duration asked = failure.delay();
        Duration delay = asked != null ? asked : policy.delay(attempts, random);
        loop.schedule(
                () -> {
                    message.tryAgain();
                    deliver(message);
                },
                delay);
        triedAgain(message);
        return CompletableFuture.failedFuture(new CancellationException("tried again in " + delay));
    }

    /** Fails at once: the message is unfinished, and delivered again from here. */
    @Override
    public CompletableFuture<Void> postpone(
            InFlight message, ConsumeResult.Postponed later, SubscriptionSettings settings) {
        loop.schedule(() -> deliver(message), later.delay());
        return CompletableFuture.failedFuture(new CancellationException("postponed for " + later.delay()));
    }

    @Override
    public CompletableFuture<Void> reject(
            InFlight message, ConsumeResult.Reject rejection, SubscriptionSettings settings) {
        return drop(message, rejection.reason(), rejection.cause());
    }

    @Override
    public void triedAgain(InFlight message) {
        observer.onRetry(group, message.view().topic(), message.view().attempt());
    }

    @Override
    public String whatBecomesOfRejected() {
        return "is dropped";
    }

    private void deliver(InFlight message) {
        if (!message.queue().isGivenUp() && !message.queue().isAbandoned()) {
            again.accept(message);
        }
    }

    private CompletableFuture<Void> drop(InFlight message, String reason, @Nullable Throwable cause) {
        MessageView view = message.view();
        failed.remove(message);
        log.warn(
                "{}: drops message {} at offset {} of {}, since {}; a broadcasting group has no dead-letter topic",
                group,
                view.messageId(),
                message.offset(),
                view.queue(),
                switch (reason) {
                    case RetrySender.ATTEMPTS_EXHAUSTED -> "its retries are over";
                    case RetrySender.NOT_WORTH_RETRYING -> "its failure is none to be retried";
                    case RetriesInPlace.WINDOW_FULL -> "too much waits for failed messages of its queue";
                    default -> "it was rejected: " + reason;
                },
                cause);
        observer.onDropped(group, view.topic(), reason);
        return CompletableFuture.completedFuture(null);
    }
}
