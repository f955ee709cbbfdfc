package io.mqspring.consumer.pull;

import io.mqspring.consumer.claim.Tenure;
import io.mqspring.consumer.offset.BrokerLink;
import io.mqspring.consumer.offset.OffsetStore;
import io.mqspring.consumer.process.ProcessQueue;
import io.mqspring.message.MessageQueue;
import io.mqspring.runtime.Cancellable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives up one queue: commits what is done, waits for what runs, commits again, lets go. A broker that knows claims keeps the
 * next owner waiting until then, and takes the last commit with the claim; so what was begun can be committed, the messages
 * before it are consumed here, too. At others, another member that takes the queue over
 * reads the committed offset a moment after the division has changed ({@link #TAKE_OVER}); what is committed after that would
 * take the offset back below where it has got to, so it is not committed, and what ran for so long is consumed twice. The lock
 * of a queue that is consumed in order is kept until nothing runs, however long that takes. Confined to the client's loop.
 */
final class QueueRelease {

    private static final Logger log = LoggerFactory.getLogger(QueueRelease.class);
    /** Less than what a member waits before it takes over a queue that may be in use. */
    static final Duration TAKE_OVER = Duration.ofMillis(400);

    private static final int RELEASE_TRIES = 3;

    private final PullContext context;
    private final MessageQueue queue;
    private final QueuePull pull;
    private final Tenure tenure;
    private final boolean moves;
    private final long begunAtNanos;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private Runnable finish = () -> {};
    private long deadlineAtNanos;
    private Cancellable deadline = () -> {};
    private boolean finished;

    /**
     * @param moves whether another member takes the queue over
     */
    QueueRelease(PullContext context, MessageQueue queue, QueuePull pull, boolean moves) {
        this.context = context;
        this.queue = queue;
        this.pull = pull;
        this.tenure = pull.tenure();
        this.moves = moves;
        this.begunAtNanos = context.around().time().nanoTime();
    }

    /** Completes on the loop when the queue is let go; never exceptionally. */
    CompletableFuture<Void> done() {
        return done;
    }

    /**
     * @param patience how long to wait for running listeners, where the broker does not say
     * @return {@link #done}
     */
    CompletableFuture<Void> start(Duration patience) {
        Duration limit = moves ? tenure.patience().orElse(patience) : patience;
        Optional<ProcessQueue> window = pull.close();
        if (window.isEmpty()) {
            // Not begun, or dropped since its lock was lost: there is nothing to commit.
            await(pull.dropped(), limit, this::withdraw);
            return done;
        }
        ProcessQueue last = window.get();
        context.router().collect();
        CompletableFuture<Void> idle =
                tenure.claimant().isPresent() ? context.router().windDown(last) : giveUp(last);
        if (moves && !idle.isDone()) {
            commit(last);
        }
        await(idle, limit, () -> finish(last, idle));
        return done;
    }

    /** Who takes over does not wait long: what was begun is all that can be finished in time. */
    private CompletableFuture<Void> giveUp(ProcessQueue last) {
        CompletableFuture<Void> idle = last.giveUp();
        context.router().discard(last);
        return idle;
    }

    /** Waits no longer than this from now. */
    void hurry(Duration patience) {
        long at = context.around().time().nanoTime() + patience.toNanos();
        if (!finished && at < deadlineAtNanos) {
            waitUntil(at, patience);
        }
    }

    private void await(CompletableFuture<Void> idle, Duration limit, Runnable then) {
        finish = then;
        waitUntil(begunAtNanos + limit.toNanos(), limit);
        idle.thenRun(this::finishOnce);
    }

    private void waitUntil(long atNanos, Duration limit) {
        deadline.cancel();
        deadlineAtNanos = atNanos;
        deadline = context.loop().schedule(this::finishOnce, limit);
    }

    private void finishOnce() {
        if (!finished) {
            finished = true;
            deadline.cancel();
            finish.run();
        }
    }

    private void withdraw() {
        unlockWhen(pull.dropped());
        tenure.release(-1, 1).whenComplete((owned, failure) -> letGo());
    }

    private void finish(ProcessQueue last, CompletableFuture<Void> idle) {
        int uncommitted = last.begunAndUncommitted();
        if (uncommitted > 0) {
            log.warn(
                    "{}: {} is let go with {} messages that listeners have begun and that cannot be committed: they will be"
                            + " consumed again",
                    context.group(),
                    queue,
                    uncommitted);
            context.around().observer().onUncommitted(context.group(), queue.topic(), queue.queueId(), uncommitted);
        }
        if (tenure.claimant().isPresent()) {
            letGoClaimed(last, idle);
            return;
        }
        long waited = context.around().time().nanoTime() - begunAtNanos;
        if (moves && !tenure.isLocked() && waited > TAKE_OVER.toNanos()) {
            letGo();
        } else {
            commit(last).whenComplete((committed, failure) -> {
                unlockWhen(idle);
                letGo();
            });
        }
    }

    /** The last commit goes with the claim, and counts before the next owner hears of it; for who only looks at locks, before. */
    private void letGoClaimed(ProcessQueue last, CompletableFuture<Void> idle) {
        context.offsets().update(queue, last.committableOffset());
        // Nothing where users commit themselves.
        long offset = context.offsets().toCarry(queue).orElse(-1);
        CompletableFuture<Void> unlocked = tenure.isLocked()
                ? commit(last).thenCompose(committed -> unlockWhen(idle))
                : CompletableFuture.completedFuture(null);
        unlocked.thenCompose(ready -> tenure.release(offset, moves ? RELEASE_TRIES : 1))
                .whenComplete((owned, failure) -> {
                    if (failure != null) {
                        log.warn(
                                "{}: {} could not be let go, so its next owner waits for the hand-over time-out, and messages may be"
                                        + " consumed again: {}",
                                context.group(),
                                queue,
                                BrokerLink.cause(failure).getMessage());
                    } else if (!owned) {
                        log.warn(
                                "{}: {} was taken over by another member before it was let go; messages may be consumed twice",
                                context.group(),
                                queue);
                    }
                    letGo();
                });
    }

    /** Now if nothing runs; else the lock stays until it has ended, and nobody waits for that. */
    private CompletableFuture<Void> unlockWhen(CompletableFuture<Void> idle) {
        if (idle.isDone()) {
            return tenure.unlock();
        }
        idle.thenRun(tenure::unlock);
        return CompletableFuture.completedFuture(null);
    }

    private CompletableFuture<Void> commit(ProcessQueue last) {
        OffsetStore offsets = context.offsets();
        offsets.update(queue, last.committableOffset());
        return offsets.commit(List.of(queue)).exceptionally(failure -> {
            log.warn(
                    "{}: the offset of {} could not be committed, messages will be consumed again: {}",
                    context.group(),
                    queue,
                    BrokerLink.cause(failure).getMessage());
            return null;
        });
    }

    private void letGo() {
        pull.release();
        context.offsets().forget(queue);
        done.complete(null);
    }
}
