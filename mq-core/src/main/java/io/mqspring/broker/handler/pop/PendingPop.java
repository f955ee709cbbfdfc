package io.mqspring.broker.handler.pop;

import io.mqspring.broker.handler.HandlerParts;
import io.mqspring.broker.poll.HeldPull;
import io.mqspring.broker.pop.PopWish;
import io.mqspring.broker.pop.Popped;
import io.mqspring.protocol.PopMessageResponse;
import io.mqspring.protocol.PopStatus;
import io.mqspring.store.RecordFilter;
import io.mqspring.transport.Peer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One pop on its way to an answer: looked for, held on all its queues when there is nothing, looked for again when one of
 * them gets a message, until its time is over. Another pop may have been quicker: then it is held again. Handed from thread
 * to thread; whoever ends a wait first goes on, the others do nothing.
 */
final class PendingPop {

    /** So many pops may wait at a broker. */
    private static final int MOST_WAITING = 10_000;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final HandlerParts parts;
    private final Peer peer;
    private final PopWish wish;
    private final AtomicInteger waiting;
    private final long deadline;
    private final boolean waits;
    private final CompletableFuture<PopMessageResponse> answer = new CompletableFuture<>();

    /**
     * @param pollMillis how long it may be held
     * @param waiting how many are held
     */
    PendingPop(HandlerParts parts, Peer peer, PopWish wish, long pollMillis, AtomicInteger waiting) {
        this.parts = parts;
        this.peer = peer;
        this.wish = wish;
        this.waiting = waiting;
        long wait = parts.pullPolicy().longPolling()
                ? pollMillis * NANOS_PER_MILLI
                : Math.min(
                        pollMillis * NANOS_PER_MILLI,
                        parts.pullPolicy().shortPolling().toNanos());
        this.waits = pollMillis > 0;
        this.deadline = parts.time().nanoTime() + Math.max(0, wait);
    }

    CompletableFuture<PopMessageResponse> answer() {
        return answer;
    }

    void look() {
        Wait wait = new Wait();
        parts.pops().pop(wish, wait::lookAgain).whenComplete((popped, failure) -> {
            if (failure == null) {
                found(popped, wait);
            } else if (failure instanceof RejectedExecutionException) {
                end(PopStatus.TIMED_OUT, 0);
            } else {
                answer.completeExceptionally(failure);
            }
        });
    }

    private void found(Popped popped, Wait wait) {
        if (!popped.batch().isEmpty()) {
            answer(popped);
        } else if (!waits || parts.time().nanoTime() - deadline >= 0) {
            if (wait.take()) {
                end(PopStatus.TIMED_OUT, popped.rest());
            }
        } else {
            hold(popped, wait);
        }
    }

    private void answer(Popped popped) {
        int count = popped.batch().count();
        long bytes = popped.batch().byteSize();
        boolean taken = answer.complete(new PopMessageResponse(
                PopStatus.FOUND,
                popped.popTime(),
                wish.invisibleMillis(),
                popped.reviveQueueId(),
                popped.rest(),
                popped.startOffsets(),
                popped.messageOffsets(),
                popped.orderCounts(),
                popped.batch()));
        if (taken) {
            parts.counter().countOut(wish.group(), wish.topic(), count, bytes);
        } else {
            popped.batch().close();
        }
    }

    private void end(PopStatus status, long rest) {
        answer.complete(PopMessageResponse.nothing(status, parts.time().wallMillis(), wish.invisibleMillis(), rest));
    }

    private void hold(Popped popped, Wait wait) {
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            if (wait.take()) {
                end(PopStatus.TOO_MANY_WAIT, popped.rest());
            }
            return;
        }
        wait.held();
        boolean wakes = parts.pullPolicy().longPolling();
        for (Popped.Watch watch : popped.watch()) {
            if (wait.isOver()) {
                return;
            }
            RecordFilter filter = watch.retries() ? RecordFilter.ALL : wish.filter();
            parts.hold()
                    .hold(new HeldPull(watch.topic(), watch.queueId(), watch.offset(), filter, wakes, deadline, wait));
        }
        if (popped.watch().isEmpty()) {
            // Nothing but its time, or who acknowledges what stands in its way, ends this wait.
            parts.hold().hold(new HeldPull(wish.topic(), 0, 0, wish.filter(), false, deadline, wait));
        }
    }

    /** One time of waiting, on several queues at once: the first that ends it goes on. */
    private final class Wait implements HeldPull.Continuation {

        private final AtomicBoolean over = new AtomicBoolean();
        private final AtomicBoolean counted = new AtomicBoolean();

        boolean take() {
            if (!over.compareAndSet(false, true)) {
                return false;
            }
            uncount();
            return true;
        }

        boolean isOver() {
            return over.get();
        }

        void held() {
            counted.set(true);
            if (isOver()) {
                uncount();
            }
        }

        private void uncount() {
            if (counted.compareAndSet(true, false)) {
                waiting.decrementAndGet();
            }
        }

        @Override
        public boolean isWanted() {
            return !isOver() && peer.isOpen();
        }

        @Override
        public void lookAgain() {
            if (take()) {
                look();
            }
        }

        @Override
        public void drop() {
            if (!peer.isOpen() && take()) {
                answer.cancel(false);
            }
        }
    }
}
