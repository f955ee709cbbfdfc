package io.mqspring.consumer.fetch;

import io.mqspring.consumer.process.PollBuffer;
import io.mqspring.message.MessageView;
import io.mqspring.runtime.Cancellable;
import io.mqspring.runtime.ExecutionBackend;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.transport.AnswerWait;
import io.mqspring.transport.RemotingException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Where polls are answered, one at a time. {@link #poll}, {@link #pollAsync} and {@link #wakeup} may be called by any thread;
 * the rest is confined to the client's loop.
 */
public final class PollDesk {

    /** What an answer may be late when its time is over, on a machine that stalls. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    /** As good as for ever. */
    private static final Duration LONGEST = Duration.ofDays(3650);

    private final String group;
    private final ExecutionBackend backend;
    private final SerialExecutor loop;
    private final int max;
    private final PollBuffer buffer = new PollBuffer(this::serve);
    private @Nullable Poll waiting;
    private @Nullable Poll served;
    private Executor answers;
    private Cancellable timer = () -> {};
    private boolean woken;
    private boolean closed;

    /**
     * @param max messages per poll, at most
     */
    public PollDesk(String group, ExecutionBackend backend, SerialExecutor loop, int max) {
        this.group = group;
        this.backend = backend;
        this.loop = loop;
        this.max = max;
        this.answers = Runnable::run;
    }

    /** What there is to be polled. On the loop. */
    public PollBuffer buffer() {
        return buffer;
    }

    /** Polls in the caller's thread, which waits. */
    public List<MessageView> poll(Duration timeout) {
        AnswerWait.refuseOnEventLoop(backend, "poll");
        Poll poll = new Poll(bounded(timeout));
        // Its own caller waits for it: there is nobody else whose code would run on the loop.
        enter(poll, Runnable::run);
        try {
            return AnswerWait.await(backend, "poll", poll, poll.timeout().plus(GRACE));
        } catch (RemotingException e) {
            if (!poll.cancel(false)) {
                run(() -> takeBack(poll));
            }
            throw e;
        }
    }

    /** Polls; completes on a worker. */
    public CompletableFuture<List<MessageView>> pollAsync(Duration timeout) {
        Poll poll = new Poll(bounded(timeout));
        enter(poll, backend.workers()::execute);
        return poll;
    }

    /** Has the poll that waits, or the next one, return at once. */
    public void wakeup() {
        run(() -> {
            woken = true;
            serve();
        });
    }

    /** Answers the poll that waits, and no more. What was handed out stays unfinished. On the loop. */
    public void close() {
        loop.assertCurrent();
        closed = true;
        Poll last = waiting;
        buffer.abandon();
        if (last != null && last.claim()) {
            answer(last, List.of());
        }
    }

    private void enter(Poll poll, Executor answeredOn) {
        try {
            loop.execute(() -> begin(poll, answeredOn));
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException(closedText(), e);
        }
    }

    private void begin(Poll poll, Executor answeredOn) {
        Poll before = waiting;
        if (before != null && !before.isDecided()) {
            refuse(
                    poll,
                    answeredOn,
                    "group " + group + " is polled already: one poll at a time, or one consumer for each thread");
            return;
        }
        if (closed) {
            refuse(poll, answeredOn, closedText());
            return;
        }
        timer.cancel();
        waiting = poll;
        answers = answeredOn;
        buffer.settle();
        timer = loop.schedule(() -> expire(poll), poll.timeout());
        serve();
    }

    private static void refuse(Poll poll, Executor answeredOn, String reason) {
        if (poll.claim()) {
            answeredOn.execute(() -> poll.fail(new IllegalStateException(reason)));
        }
    }

    private void serve() {
        Poll poll = waiting;
        if (poll == null) {
            return;
        }
        RuntimeException trouble = buffer.trouble().orElse(null);
        if (!woken && trouble == null && !buffer.isReady()) {
            return;
        }
        if (!poll.claim()) {
            waiting = null;
            return;
        }
        if (woken) {
            woken = false;
            answer(poll, List.of());
        } else if (trouble != null) {
            waiting = null;
            timer.cancel();
            answers.execute(() -> poll.fail(trouble));
        } else {
            served = poll;
            answer(poll, buffer.take(max));
        }
    }

    private void expire(Poll poll) {
        if (waiting == poll && poll.claim()) {
            answer(poll, List.of());
        }
    }

    private void answer(Poll poll, List<MessageView> messages) {
        waiting = null;
        timer.cancel();
        try {
            answers.execute(() -> poll.deliver(messages));
        } catch (RejectedExecutionException e) {
            // The client is closed; nothing of this was committed.
            poll.deliver(List.of());
        }
    }

    private void takeBack(Poll poll) {
        if (served == poll) {
            served = null;
            buffer.takeBack();
        }
    }

    private void run(Runnable task) {
        try {
            loop.run(task);
        } catch (RejectedExecutionException e) {
            // The client is closed, and nobody waits any more.
            return;
        }
    }

    private String closedText() {
        return "the polling consumer of group " + group + " is closed";
    }

    private static Duration bounded(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("a poll's time must not be negative, but is " + timeout);
        }
        return timeout.compareTo(LONGEST) < 0 ? timeout : LONGEST;
    }
}
