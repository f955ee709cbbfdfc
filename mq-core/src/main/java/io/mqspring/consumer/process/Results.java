package io.mqspring.consumer.process;

import io.mqspring.consumer.ConsumeResult;
import io.mqspring.runtime.SerialExecutor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings what listeners said from workers to the loop, in runs: a worker wakes the loop when it has no more to do, or after
 * some messages or microseconds. Thread safe, except {@link #collect}, which is the loop's.
 */
final class Results {

    private static final int PER_WAKE_UP = 64;
    private static final long NANOS_PER_WAKE_UP = 50_000;

    private final SerialExecutor loop;
    private final Consumer<InFlight> taker;
    private final Runnable afterwards;
    private final ResultStack stack = new ResultStack();

    /**
     * @param taker takes a message with its result, on the loop
     * @param afterwards runs on the loop when a run of results was taken
     */
    Results(SerialExecutor loop, Consumer<InFlight> taker, Runnable afterwards) {
        this.loop = loop;
        this.taker = taker;
        this.afterwards = afterwards;
    }

    /**
     * Hands over what a call came to, without waking the loop.
     *
     * @param result null: no listener was called
     */
    void push(Call call, @Nullable ConsumeResult result) {
        for (int i = 0; i < call.size(); i++) {
            push(
                    call.message(i),
                    result instanceof ConsumeResult.PerMessage each
                            ? each.results().get(i)
                            : result);
        }
    }

    /** Hands over one message's result. */
    void push(InFlight message, @Nullable ConsumeResult result) {
        message.result(result);
        stack.push(message);
    }

    /** Has the loop take what is there, soon. */
    void wakeLoop() {
        if (stack.claimWakeUp()) {
            try {
                loop.execute(this::collect);
            } catch (RejectedExecutionException e) {
                // The client is closed: what has not been committed is consumed again.
                return;
            }
        }
    }

    /** Takes what is there. */
    void collect() {
        loop.assertCurrent();
        InFlight message = stack.takeAll();
        ProcessQueue told = null;
        while (message != null) {
            InFlight next = message.next;
            message.next = null;
            if (told != null && told != message.queue()) {
                told.tell();
            }
            told = message.queue();
            taker.accept(message);
            message = next;
        }
        if (told != null) {
            told.tell();
            afterwards.run();
        }
    }

    /** What one worker still has to tell the loop of; belongs to that worker. */
    Announcements announcements() {
        return new Announcements();
    }

    /**
     * What a listener answered to a call, as a result that fits it: a failure is one, and so is no answer. A listener that
     * tries nothing has failed, too: it would be called for ever.
     */
    static ConsumeResult outcome(int messages, @Nullable ConsumeResult result, @Nullable Throwable failure) {
        if (failure != null) {
            return ConsumeResult.retry(failure);
        }
        if (result == null) {
            return wrong("the listener returned null instead of a result");
        }
        if (result instanceof ConsumeResult.PerMessage each && each.results().size() != messages) {
            return wrong("the listener returned " + each.results().size() + " results for " + messages + " messages");
        }
        return triesNothing(result) ? wrong("the listener tried none of the messages of a call") : result;
    }

    private static boolean triesNothing(ConsumeResult result) {
        return result instanceof ConsumeResult.PerMessage each
                ? each.results().stream().allMatch(ConsumeResult.Untried.class::isInstance)
                : result instanceof ConsumeResult.Untried;
    }

    private static ConsumeResult wrong(String what) {
        return ConsumeResult.retry(new IllegalStateException(what));
    }

    /** Counts the results of one worker. */
    final class Announcements {

        private int open;
        private long sinceNanos;

        /**
         * A call's results were pushed.
         *
         * @param begunNanos when the call began: after a slow one the loop is not kept waiting for the next
         */
        void pushed(long begunNanos, long nowNanos) {
            if (open++ == 0) {
                sinceNanos = begunNanos;
            }
            if (open >= PER_WAKE_UP || nowNanos - sinceNanos > NANOS_PER_WAKE_UP) {
                flush();
            }
        }

        /** The worker may not come back for a while. */
        void flush() {
            if (open > 0) {
                open = 0;
                wakeLoop();
            }
        }
    }
}
