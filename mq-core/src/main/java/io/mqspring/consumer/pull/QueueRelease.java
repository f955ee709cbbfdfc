package io.mqspring.consumer.pull;

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
 * Gives up one queue: commits what is done, waits for what runs, commits again, lets go. Another member that takes the queue
 * over reads the committed offset a moment after the division has changed ({@link #TAKE_OVER}); what is committed after
 * that would take the offset back below where it has got to, so it is not committed, and what ran for so long is consumed
 * twice. Confined to the client's loop.
 */
final class QueueRelease {

    private static final Logger log = LoggerFactory.getLogger(QueueRelease.class);
    /** Less than what a member waits before it takes over a queue that may be in use. */
    static final Duration TAKE_OVER = Duration.ofMillis(400);

    private final PullContext context;
    private final MessageQueue queue;
    private final QueuePull pull;
    private final boolean moves;
    private final long begunAtNanos;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private Cancellable deadline = () -> {};
    private boolean drained;

    /**
     * @param moves whether another member takes the queue over
     */
    QueueRelease(PullContext context, MessageQueue queue, QueuePull pull, boolean moves) {
        this.context = context;
        this.queue = queue;
        this.pull = pull;
        this.moves = moves;
        this.begunAtNanos = context.around().time().nanoTime();
    }

    /**
     * @param patience how long to wait for running listeners
     * @return completes on the loop when the queue is let go; never exceptionally
     */
    CompletableFuture<Void> start(Duration patience) {
        Optional<ProcessQueue> window = pull.close();
        if (window.isEmpty()) {
            letGo();
            return done;
        }
        ProcessQueue last = window.get();
        CompletableFuture<Void> idle = last.giveUp();
        context.router().discard(last);
        context.router().collect();
        if (moves && !idle.isDone()) {
            commit(last);
        }
        deadline = context.loop().schedule(() -> finish(last), patience);
        idle.thenRun(() -> finish(last));
        return done;
    }

    private void finish(ProcessQueue last) {
        if (drained) {
            return;
        }
        drained = true;
        deadline.cancel();
        if (last.running() > 0) {
            log.warn(
                    "{}: {} listener calls on {} did not end in time; their messages will be consumed again",
                    context.group(),
                    last.running(),
                    queue);
        }
        long waited = context.around().time().nanoTime() - begunAtNanos;
        if (moves && waited > TAKE_OVER.toNanos()) {
            letGo();
        } else {
            commit(last).whenComplete((committed, failure) -> letGo());
        }
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
