package io.mqspring.producer;

import io.mqspring.message.MessageQueue;
import io.mqspring.observe.ClientObserver.SendOutcome;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.ProtocolVersion;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.SendMessageResponse;
import io.mqspring.route.TopicRoute;
import io.mqspring.transport.RemotingException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One send until its end: queue choice, attempts, result. At any moment one thread works on it: the caller, then whoever
 * brings an answer, a route or a timer. An answer that is there when the transport returns costs no hand-over.
 */
final class SendTask implements BiConsumer<@Nullable SendMessageResponse, @Nullable Throwable>, Runnable {

    private final SendContext context;
    private final Outgoing message;
    private final QueueChoice choice;
    private final boolean callerWaits;
    private final int cost;
    private final long started;
    private final CompletableFuture<SendResult> future = new CompletableFuture<>();

    private @Nullable TopicRoute route;
    /** What it must keep its order in; set when it has begun. */
    private @Nullable Object line;

    private String address = "";
    private long attemptStarted;
    private int attempts;
    private int refusedBusy;
    private @Nullable SendResult result;
    private @Nullable SendException failure;

    /**
     * @param callerWaits whether the future is waited for and may complete on any thread
     * @param cost what to give back to the pending bytes at the end
     */
    SendTask(SendContext context, Outgoing message, QueueChoice choice, boolean callerWaits, int cost, long started) {
        this.context = context;
        this.message = message;
        this.choice = choice;
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

    /** Goes on after a pause, or when those before it have ended. */
    void retry() {
        if (remaining().isNegative() || remaining().isZero()) {
            fail(SendFailures.waitedInLine(topic(), context.settings().sendTimeout()));
        } else {
            // Masters may have changed in between; a queue that was chosen for the message stays.
            route = context.routes().knownForSend(topic()).orElse(route);
            attempt(false);
        }
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
            if (target == null || !isItsTurn(target)) {
                return;
            }
            if (message.dependsOnVersion()) {
                CompletableFuture<Integer> version = context.versions().of(address);
                if (!version.isDone() || version.isCompletedExceptionally()) {
                    version.whenComplete((known, thrown) -> versionKnown(target, known, thrown));
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

    private void versionKnown(MessageQueue target, @Nullable Integer version, @Nullable Throwable thrown) {
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
        Outgoing fitting;
        try {
            fitting = message.fitting(
                    brokerVersion,
                    context.time().wallMillis(),
                    context.settings().exactDelays());
        } catch (SendException e) {
            finish(null, e, inCaller);
            return false;
        }
        Duration patience = attempts == 0 && inCaller ? context.settings().sendTimeout() : remaining();
        attempts++;
        attemptStarted = context.time().nanoTime();
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
        try {
            TopicRoute current = route;
            MessageQueue chosen = choice.next(current);
            address = (current == null ? Optional.<String>empty() : current.masterAddress(chosen.brokerName()))
                    .or(() -> context.routes().masterAddress(chosen.brokerName()))
                    .orElseThrow(() -> SendFailures.noQueue(topic()));
            return chosen;
        } catch (SendException e) {
            finish(null, e, inCaller);
            return null;
        }
    }

    /** Whether nothing that it must come after waits to be tried again. */
    private boolean isItsTurn(MessageQueue target) {
        if (!choice.isFixed() || line != null) {
            return true;
        }
        Object mine = choice.line(target);
        line = mine;
        return context.ordered().enter(mine, this);
    }

    /** Whether to attempt again right now; else the send has ended, or waits for a moment. */
    private boolean afterFailure(Throwable thrown, boolean inCaller) {
        Throwable cause = SendFailures.unwrap(thrown);
        MessageQueue tried = choice.current();
        TopicRoute current = route;
        if (tried == null || current == null) {
            finish(null, SendFailures.noQueue(topic()), inCaller);
            return false;
        }
        if (SendFailures.isBrokersFault(cause)) {
            context.avoidance().failed(tried.brokerName());
        } else if (cause instanceof CommandFailedException) {
            // It refused this message, and answers.
            context.avoidance().answered(tried.brokerName(), context.time().nanoTime() - attemptStarted);
        }
        if (cause instanceof RemotingException) {
            context.routes().suspect(tried.brokerName());
        }
        boolean busy = SendFailures.isBusy(cause);
        if (busy) {
            refusedBusy++;
        }
        boolean again = busy || (attempts - refusedBusy <= context.settings().retries() && SendFailures.mayPass(cause));
        Duration pause =
                busy ? context.pauses().whenBusy(refusedBusy) : context.pauses().afterFailure(attempts - refusedBusy);
        if (!again || remaining().minus(pause).isNegative() || !holdsItsPlace()) {
            finish(null, exhausted(tried, cause), inCaller);
            return false;
        }
        if (cause instanceof CommandFailedException refused && refused.code() == ResponseCode.TOPIC_NOT_EXIST) {
            context.routes().refresh(topic());
        }
        if (choice.failed(current)) {
            return true;
        }
        choice.newRound();
        context.parked().retryLater(this, pause);
        return false;
    }

    /** Whether a retry keeps the order. */
    private boolean holdsItsPlace() {
        Object mine = line;
        return mine == null || context.ordered().hold(mine, this);
    }

    private SendException exhausted(MessageQueue tried, Throwable cause) {
        return SendFailures.exhausted(
                topic(), tried, address, attempts, context.settings().sendTimeout(), cause);
    }

    private void succeed(SendMessageResponse response, boolean inCaller) {
        MessageQueue asked = choice.current();
        if (asked == null) {
            return;
        }
        context.avoidance().answered(asked.brokerName(), context.time().nanoTime() - attemptStarted);
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
        Object mine = line;
        SendTask next = mine == null ? null : context.ordered().leave(mine, this);
        if (next != null) {
            context.parked().retryLater(next, Duration.ZERO);
        }
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
