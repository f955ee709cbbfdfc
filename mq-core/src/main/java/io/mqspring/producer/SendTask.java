package io.mqspring.producer;

import io.mqspring.message.Message;
import io.mqspring.message.MessageQueue;
import io.mqspring.observe.ClientObserver.SendOutcome;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.ProtocolVersion;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.SendMessageResponse;
import io.mqspring.route.TopicRoute;
import io.mqspring.transport.RemotingException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One send until its end: queue choice, attempts, result. At any moment one thread works on it: the caller, then whoever
 * brings an answer, a route or a timer. An answer that is there when the transport returns costs no hand-over.
 */
final class SendTask implements BiConsumer<@Nullable SendMessageResponse, @Nullable Throwable>, Runnable {

    private static final Duration FIRST_RETRY_DELAY = Duration.ofMillis(100);

    private final SendContext context;
    private final Outgoing message;
    private final @Nullable Message original;
    private final @Nullable QueueSelector selector;
    private final boolean callerWaits;
    private final int cost;
    private final long started;
    private final CompletableFuture<SendResult> future = new CompletableFuture<>();

    private @Nullable TopicRoute route;
    private @Nullable MessageQueue queue;
    private String address = "";
    private int attempts;
    private @Nullable Set<String> failedBrokers;
    private @Nullable SendResult result;
    private @Nullable SendException failure;

    /**
     * @param original what the selector looks at; null without selector
     * @param callerWaits whether the future is waited for and may complete on any thread
     * @param cost what to give back to the pending bytes at the end
     */
    SendTask(
            SendContext context,
            Outgoing message,
            @Nullable Message original,
            @Nullable QueueSelector selector,
            boolean callerWaits,
            int cost,
            long started) {
        this.context = context;
        this.message = message;
        this.original = original;
        this.selector = selector;
        this.callerWaits = callerWaits;
        this.cost = cost;
        this.started = started;
    }

    String topic() {
        return message.topic();
    }

    /** Begins in the caller's thread. */
    CompletableFuture<SendResult> start() {
        Optional<TopicRoute> known = context.routes().knownForSend(topic());
        if (known.isPresent() && !context.parked().mustQueue(topic())) {
            route = known.get();
            attempt(true);
        } else {
            context.parked().awaitRoute(this);
        }
        return future;
    }

    /** Goes on with the route that was waited for. */
    void routed(TopicRoute found) {
        route = found;
        attempt(false);
    }

    /** Goes on after a pause. */
    void retry() {
        attempt(false);
    }

    /** Ends without an answer. */
    void fail(SendException cause) {
        finish(null, cause, false);
    }

    /** What is left of the send time-out. */
    Duration remaining() {
        long spent = context.time().nanoTime() - started;
        return context.settings().sendTimeout().minusNanos(spent);
    }

    /** Takes the answer to an attempt, on the thread that brings it. */
    @Override
    public void accept(@Nullable SendMessageResponse response, @Nullable Throwable thrown) {
        if (response != null) {
            succeed(response, false);
        } else if (afterFailure(thrown == null ? SendFailures.closed() : thrown, false)) {
            attempt(false);
        }
    }

    /** Completes the user's future. */
    @Override
    public void run() {
        if (result != null) {
            future.complete(result);
        } else if (failure != null) {
            future.completeExceptionally(failure);
        }
    }

    private void attempt(boolean inCaller) {
        while (true) {
            MessageQueue target = choose(inCaller);
            if (target == null) {
                return;
            }
            if (message.isTimed()) {
                CompletableFuture<Integer> version = context.versions().of(address);
                if (!version.isDone() || version.isCompletedExceptionally()) {
                    version.whenComplete((known, thrown) -> timed(target, known, thrown));
                    return;
                }
                if (!send(target, version.join(), inCaller)) {
                    return;
                }
            } else if (!send(target, ProtocolVersion.CURRENT, inCaller)) {
                return;
            }
        }
    }

    private void timed(MessageQueue target, @Nullable Integer version, @Nullable Throwable thrown) {
        if (version != null) {
            if (send(target, version, false)) {
                attempt(false);
            }
            return;
        }
        attempts++;
        accept(null, thrown);
    }

    /** Whether to attempt again right now; else the send has ended, or goes on when there is an answer. */
    private boolean send(MessageQueue target, int brokerVersion, boolean inCaller) {
        Outgoing fitting = message;
        if (brokerVersion < ProtocolVersion.V5_0_0) {
            try {
                fitting = message.withLevel(context.time().wallMillis());
            } catch (SendException e) {
                finish(null, e, inCaller);
                return false;
            }
        }
        Duration patience = attempts == 0 && inCaller ? context.settings().sendTimeout() : remaining();
        attempts++;
        CompletableFuture<SendMessageResponse> answer = context.remoting()
                .exchange(address, fitting.request(context.settings().group(), target.queueId()), patience);
        if (!answer.isDone()) {
            answer.whenComplete(this);
            return false;
        }
        Throwable thrown = failureOf(answer);
        if (thrown == null) {
            succeed(answer.join(), inCaller);
            return false;
        }
        return afterFailure(thrown, inCaller);
    }

    private @Nullable MessageQueue choose(boolean inCaller) {
        TopicRoute current = route;
        List<MessageQueue> queues = current == null ? List.of() : current.writable();
        if (current == null || queues.isEmpty()) {
            finish(null, SendFailures.noQueue(topic()), inCaller);
            return null;
        }
        MessageQueue chosen;
        MessageQueue last = queue;
        if (selector != null && original != null) {
            try {
                chosen = selector.select(original, queues);
            } catch (RuntimeException e) {
                String text = "the queue selector of a message to topic '" + topic() + "' failed: " + e;
                finish(null, new SendException(SendException.Kind.INVALID, text, e), inCaller);
                return null;
            }
        } else if (last == null || failedBrokers == null) {
            chosen = context.rotation().next(topic(), queues);
        } else {
            chosen = context.rotation().nextAvoiding(topic(), queues, failedBrokers, last);
        }
        Optional<String> master = current.masterAddress(chosen.brokerName());
        if (master.isEmpty()) {
            finish(null, SendFailures.noQueue(topic()), inCaller);
            return null;
        }
        queue = chosen;
        address = master.get();
        return chosen;
    }

    /** Whether to attempt again right now; else the send has ended, or waits for a moment. */
    private boolean afterFailure(Throwable thrown, boolean inCaller) {
        Throwable cause = SendFailures.unwrap(thrown);
        MessageQueue tried = queue;
        if (tried == null || !mayRetry(cause)) {
            finish(null, exhausted(cause), inCaller);
            return false;
        }
        if (cause instanceof RemotingException) {
            context.routes().suspect(tried.brokerName());
        }
        Set<String> failed = failedBrokers == null ? new HashSet<>() : failedBrokers;
        failed.add(tried.brokerName());
        failedBrokers = failed;
        if (cause instanceof CommandFailedException refused && refused.code() == ResponseCode.TOPIC_NOT_EXIST) {
            context.routes().refresh(topic());
        }
        TopicRoute current = route;
        if (current != null && current.writable().stream().anyMatch(other -> !failed.contains(other.brokerName()))) {
            return true;
        }
        context.parked().retryLater(this, FIRST_RETRY_DELAY.multipliedBy(attempts));
        return false;
    }

    private boolean mayRetry(Throwable cause) {
        if (selector != null || attempts > context.settings().retries()) {
            return false;
        }
        boolean mayHelp;
        if (cause instanceof CommandFailedException refused) {
            mayHelp = refused.code().isRetryable();
        } else {
            mayHelp = cause instanceof RemotingException remote
                    && remote.kind() != RemotingException.Kind.CLOSED
                    && remote.kind() != RemotingException.Kind.MALFORMED;
        }
        return mayHelp
                && !remaining().minus(FIRST_RETRY_DELAY.multipliedBy(attempts)).isNegative();
    }

    private SendException exhausted(Throwable cause) {
        MessageQueue tried = queue;
        if (tried == null) {
            return SendFailures.noQueue(topic());
        }
        return SendFailures.exhausted(
                topic(), tried, address, attempts, context.settings().sendTimeout(), cause);
    }

    private void succeed(SendMessageResponse response, boolean inCaller) {
        MessageQueue asked = queue;
        if (asked == null) {
            return;
        }
        MessageQueue stored = response.queueId() == asked.queueId()
                ? asked
                : new MessageQueue(topic(), asked.brokerName(), response.queueId());
        SendResult.Status status =
                switch (response.status()) {
                    case FLUSH_DISK_TIMEOUT -> SendResult.Status.FLUSH_TIMEOUT;
                    case FLUSH_SLAVE_TIMEOUT, SLAVE_NOT_AVAILABLE -> SendResult.Status.NOT_REPLICATED;
                    default -> SendResult.Status.STORED;
                };
        finish(
                new SendResult(
                        message.messageId(),
                        response.messageId(),
                        stored,
                        response.queueOffset(),
                        status,
                        Optional.ofNullable(response.recallHandle())),
                null,
                inCaller);
    }

    private void finish(@Nullable SendResult success, @Nullable SendException cause, boolean inCaller) {
        result = success;
        failure = cause;
        context.pending().giveBack(cost);
        long took = context.time().nanoTime() - started;
        context.observer().onSend(topic(), success != null ? SendOutcome.SUCCESS : SendOutcome.FAILURE, took);
        context.parked().ended(topic(), success != null);
        if (inCaller || callerWaits) {
            run();
        } else {
            context.handOver().submit(this);
        }
    }

    private static @Nullable Throwable failureOf(CompletableFuture<?> answer) {
        if (!answer.isCompletedExceptionally()) {
            return null;
        }
        try {
            answer.join();
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }
}
