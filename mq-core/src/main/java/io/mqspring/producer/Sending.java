package io.mqspring.producer;

import io.mqspring.observe.ClientObserver.SendOutcome;
import io.mqspring.runtime.ExecutionBackend;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

/** What all sends of a producer do: take room, begin, and let a caller wait. Thread safe. */
final class Sending {

    /** The transport ends every exchange in time; a waiting caller trusts it for so much longer. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final SendContext context;
    private final ExecutionBackend backend;
    private final LongAdder begun = new LongAdder();

    Sending(SendContext context, ExecutionBackend backend) {
        this.context = context;
        this.backend = backend;
    }

    /** Begins to send where a choice says, once there is room. */
    CompletableFuture<SendResult> begin(Outgoing outgoing, QueueChoice choice, boolean callerWaits) {
        long started = context.time().nanoTime();
        return begin(outgoing, choice, callerWaits, take(outgoing), started);
    }

    /**
     * Begins to send with room that was taken before.
     *
     * @param started when the time for the send began
     */
    CompletableFuture<SendResult> begin(
            Outgoing outgoing, QueueChoice choice, boolean callerWaits, int cost, long started) {
        begun.increment();
        return new SendTask(context, outgoing, choice, callerWaits, cost, started).start();
    }

    /** From now on this producer counts as used, for whom brokers have to know. */
    void markUsed() {
        begun.increment();
    }

    boolean isUsed() {
        return begun.sum() > 0;
    }

    /**
     * Takes room among the pending bytes, and waits for it where the caller may.
     *
     * @throws SendException when there was none
     */
    int take(Outgoing outgoing) {
        int cost = context.pending().cost(outgoing.body().remaining());
        if (context.pending().tryTake(cost)) {
            return cost;
        }
        if (backend.onEventLoop()) {
            throw overloaded(outgoing, "and the caller, an event loop, must not wait");
        }
        Duration patience = context.settings().sendTimeout();
        try {
            if (!context.pending().take(cost, patience)) {
                throw overloaded(outgoing, "and there was no room for it within " + SendFailures.text(patience));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SendFailures.interrupted(sendTo(outgoing.topic()), e);
        }
        return cost;
    }

    void refuseOnEventLoop(String method, String instead) {
        if (backend.onEventLoop()) {
            throw new IllegalStateException(method
                    + " waits for the broker and was called on an event loop, which must not wait: use " + instead
                    + ", or call it on a thread of your own");
        }
    }

    /** Waits for one send. */
    <T> T await(String what, CompletableFuture<T> future) {
        return await(what, future, context.settings().sendTimeout());
    }

    /** Waits for what ends by itself within a time. */
    <T> T await(String what, CompletableFuture<T> future, Duration limit) {
        try {
            return future.get(limit.plus(GRACE).toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SendFailures.interrupted(what, e);
        } catch (TimeoutException e) {
            throw new SendException(
                    SendException.Kind.TIMEOUT,
                    "no answer to " + what + " within " + SendFailures.text(limit)
                            + " (mq.producer.send-timeout). It may have been stored",
                    e);
        } catch (ExecutionException e) {
            // A new one, so that the stack shows the caller and not the thread that brought the answer.
            if (e.getCause() instanceof BatchSendException failure) {
                throw failure.again();
            }
            if (e.getCause() instanceof SendException failure) {
                throw new SendException(failure.kind(), String.valueOf(failure.getMessage()), failure);
            }
            throw new IllegalStateException(e);
        }
    }

    static String sendTo(String topic) {
        return "a send to topic '" + topic + "'";
    }

    private SendException overloaded(Outgoing outgoing, String waited) {
        context.observer().onSend(outgoing.topic(), SendOutcome.FAILURE, 0);
        return SendFailures.overloaded(outgoing.topic(), context.pending(), waited);
    }
}
