package io.mqspring.transport.local;

import io.mqspring.protocol.PullMessageResponse;
import io.mqspring.protocol.Response;
import io.mqspring.runtime.DeadlineSweep;
import io.mqspring.transport.RemotingException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The exchanges of a side that were not answered on return. An answer that comes too late is closed. Thread safe. */
final class PendingAnswers {

    /** By number: what fails together fails in the same order in every run of a simulation. */
    private final Map<Integer, Pending<?>> pending = new ConcurrentHashMap<>();

    private final AtomicInteger numbers = new AtomicInteger();

    /**
     * Keeps an exchange until it is answered, expired or failed.
     *
     * @param answer completed by who answers
     * @param deadline monotonic time, or {@link DeadlineSweep#NONE}
     * @param what the exchange, for messages
     * @return completes with the answer, or fails before
     */
    <R extends Response> CompletableFuture<R> add(CompletableFuture<R> answer, long deadline, String what) {
        Pending<R> exchange = new Pending<>(numbers.getAndIncrement(), deadline, what);
        pending.put(exchange.number, exchange);
        answer.whenComplete((response, failure) -> {
            pending.remove(exchange.number);
            exchange.complete(response, failure);
        });
        return exchange.result;
    }

    /** Fails what is due; returns the earliest deadline left. */
    long expire(long now) {
        long next = DeadlineSweep.NONE;
        for (Pending<?> exchange : pending.values()) {
            if (exchange.deadline == DeadlineSweep.NONE) {
                continue;
            }
            if (exchange.deadline - now <= 0) {
                fail(exchange, RemotingException.Kind.TIMEOUT, "no answer in time");
            } else if (next == DeadlineSweep.NONE || exchange.deadline - next < 0) {
                next = exchange.deadline;
            }
        }
        return next;
    }

    /** Fails all. */
    void failAll(RemotingException.Kind kind, String why) {
        pending.values().forEach(exchange -> fail(exchange, kind, why));
    }

    private void fail(Pending<?> exchange, RemotingException.Kind kind, String why) {
        pending.remove(exchange.number);
        exchange.result.completeExceptionally(new RemotingException(kind, exchange.what + ": " + why));
    }

    private static final class Pending<R extends Response> {

        private final CompletableFuture<R> result = new CompletableFuture<>();
        private final int number;
        private final long deadline;
        private final String what;

        Pending(int number, long deadline, String what) {
            this.number = number;
            this.deadline = deadline;
            this.what = what;
        }

        void complete(R response, Throwable failure) {
            if (failure != null) {
                result.completeExceptionally(failure);
            } else if (!result.complete(response) && response instanceof PullMessageResponse pull) {
                pull.batch().close();
            }
        }
    }
}
