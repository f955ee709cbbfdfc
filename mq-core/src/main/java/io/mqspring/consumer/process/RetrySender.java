package io.mqspring.consumer.process;

import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.RetryPolicy;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.consumer.offset.BrokerLink;
import io.mqspring.message.MessageView;
import io.mqspring.observe.ClientObserver;
import io.mqspring.route.RouteTable;
import io.mqspring.runtime.Backoff;
import io.mqspring.runtime.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Moves failed and postponed messages to the group's retry topic, due after their delay, or past the last attempt to its dead-letter
 * topic, by sending a copy. The failed message is finished only when a broker has the copy; until then sending is tried
 * again for as long as anybody waits for the message's window. Confined to the client's loop.
 */
public final class RetrySender implements FailureSink {

    /** Why a message is dead-lettered that has failed as often as it may. */
    public static final String ATTEMPTS_EXHAUSTED = "attempts-exhausted";

    /** Why a message is dead-lettered whose failure its listener's policy does not retry. */
    public static final String NOT_WORTH_RETRYING = "not-retryable";

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(200), 2, Duration.ofSeconds(15), 0.2);

    private final RetryRequests requests;
    private final BrokerLink link;
    private final RouteTable routes;
    private final TimeSource time;
    private final RandomGenerator random;
    private final ClientObserver observer;
    private final String group;

    /**
     * @param application name, and version if known, of this application: dead letters name it
     * @param brokerVersion the version at an address as its heartbeat answers tell; 0 if not known
     * @param random confined to the loop
     */
    public RetrySender(
            String group,
            String application,
            BrokerLink link,
            RouteTable routes,
            ToIntFunction<String> brokerVersion,
            TimeSource time,
            RandomGenerator random,
            ClientObserver observer) {
        this.group = group;
        this.requests = new RetryRequests(group, application, brokerVersion);
        this.link = link;
        this.routes = routes;
        this.time = time;
        this.random = random;
        this.observer = observer;
    }

    @Override
    public CompletableFuture<Void> retry(InFlight message, ConsumeResult.Retry failure, SubscriptionSettings settings) {
        link.loop().assertCurrent();
        MessageView view = message.view();
        int attempt = view.attempt();
        RetryPolicy policy = settings.retries();
        if (attempt > policy.maxAttempts()) {
            return bury(message, ATTEMPTS_EXHAUSTED, failure.cause(), settings);
        }
        if (!policy.isWorthRetrying(failure.cause())) {
            return bury(message, NOT_WORTH_RETRYING, failure.cause(), settings);
        }
        Duration asked = failure.delay();
        Duration delay = asked != null ? asked : policy.delay(attempt, random);
        return move(
                        message,
                        new FailedMessage(
                                view,
                                policy.maxAttempts(),
                                new FailedMessage.Failure(null, time.wallMillis(), failure.cause()),
                                null,
                                due(delay)))
                .thenRun(() -> observer.onRetry(group, view.topic(), attempt));
    }

    @Override
    public CompletableFuture<Void> postpone(
            InFlight message, ConsumeResult.Postponed later, SubscriptionSettings settings) {
        link.loop().assertCurrent();
        return move(
                message,
                new FailedMessage(message.view(), settings.retries().maxAttempts(), null, null, due(later.delay())));
    }

    @Override
    public CompletableFuture<Void> reject(
            InFlight message, ConsumeResult.Reject rejection, SubscriptionSettings settings) {
        link.loop().assertCurrent();
        return bury(message, rejection.reason(), rejection.cause(), settings);
    }

    @Override
    public void triedAgain(InFlight message) {
        observer.onRetry(group, message.view().topic(), message.view().attempt());
    }

    private CompletableFuture<Void> bury(
            InFlight message, String reason, @Nullable Throwable cause, SubscriptionSettings settings) {
        MessageView view = message.view();
        FailuresInPlace failures = message.failures();
        return move(
                        message,
                        new FailedMessage(
                                view,
                                settings.effectiveRetries().maxAttempts(),
                                new FailedMessage.Failure(
                                        failures == null ? null : failures.history(),
                                        failures == null ? time.wallMillis() : failures.lastMillis(),
                                        cause),
                                reason,
                                time.nanoTime()))
                .thenRun(() -> observer.onDeadLetter(group, view.topic(), reason));
    }

    private CompletableFuture<Void> move(InFlight message, FailedMessage failed) {
        RetryTransfer transfer = new RetryTransfer(this, message.queue(), failed);
        transfer.attempt();
        return transfer.done();
    }

    /** Addresses to send to: the master of the broker that the message came from, then the others. */
    List<String> targets(FailedMessage failed) {
        List<String> targets = new ArrayList<>();
        home(failed).ifPresent(targets::add);
        for (String address : routes.masterAddresses()) {
            if (!targets.contains(address)) {
                targets.add(address);
            }
        }
        return targets;
    }

    Optional<String> home(FailedMessage failed) {
        return routes.masterAddress(failed.view().queue().brokerName());
    }

    CompletableFuture<?> send(String address, FailedMessage failed) {
        return link.ask(address, requests.send(failed, address, remaining(failed)));
    }

    CompletableFuture<?> sendBack(String address, FailedMessage failed) {
        return link.ask(address, requests.sendBack(failed, remaining(failed)));
    }

    void later(int tries, Runnable task) {
        link.loop().schedule(task, BACKOFF.delay(tries, random));
    }

    String group() {
        return group;
    }

    private long due(Duration delay) {
        Duration limited = delay.compareTo(RetryProperties.MAX_DELAY) > 0 ? RetryProperties.MAX_DELAY : delay;
        return time.nanoTime() + limited.toNanos();
    }

    /** What is left of the delay: trying to send takes from it. */
    private Duration remaining(FailedMessage failed) {
        return Duration.ofNanos(Math.max(0, failed.dueNanos() - time.nanoTime()));
    }
}
