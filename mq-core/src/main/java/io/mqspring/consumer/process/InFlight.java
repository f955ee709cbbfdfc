package io.mqspring.consumer.process;

import io.mqspring.consumer.ConsumeResult;
import io.mqspring.message.MessageView;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One message on its way through the window. Made on the loop, handed to one worker, and back: the queues in between order
 * the accesses, so nothing here is volatile. {@code next} links results on their way back.
 */
public final class InFlight {

    private final ProcessQueue queue;
    private final long offset;
    private final int bytes;
    private @Nullable MessageView view;
    private long arrivedNanos;
    private boolean finished;
    private @Nullable ConsumeResult result;

    @Nullable
    InFlight next;

    /** The lane it waits in or came from, where there is an order; set once, by the loop. */
    @Nullable
    Lane lane;

    /** The message behind it while it waits in its lane; the lane's. */
    @Nullable
    InFlight behind;

    private @Nullable FailuresInPlace failures;
    private boolean parked;

    InFlight(ProcessQueue queue, MessageView view) {
        this.queue = queue;
        this.view = view;
        this.offset = view.offset();
        this.bytes = view.encodedSize();
    }

    /** The window it belongs to; a queue that is taken up again has another. */
    public ProcessQueue queue() {
        return queue;
    }

    public long offset() {
        return offset;
    }

    /** Its dispatcher got it now, monotonic. On the loop. */
    void arrived(long nanos) {
        arrivedNanos = nanos;
    }

    /** When its dispatcher got it, monotonic. */
    long arrivedNanos() {
        return arrivedNanos;
    }

    /** What it costs to keep. */
    public int bytes() {
        return bytes;
    }

    /**
     * The message.
     *
     * @throws IllegalStateException when it is finished
     */
    public MessageView view() {
        MessageView held = view;
        if (held == null) {
            throw new IllegalStateException("message " + offset + " of " + queue.queue() + " is finished");
        }
        return held;
    }

    /**
     * Finishes it when a broker has it; else it stays unfinished, and somebody else consumes it. On the loop.
     *
     * @return completes afterwards, never exceptionally
     */
    CompletableFuture<Void> finishWhen(CompletableFuture<Void> moved) {
        return moved.handle((done, failure) -> {
            if (failure == null) {
                queue.finish(this);
                queue.tell();
            } else {
                queue.ended(this);
            }
            return done;
        });
    }

    /** What it has failed on here; null if it has not. On the loop. */
    @Nullable
    FailuresInPlace failures() {
        return failures;
    }

    /** An attempt has failed. On the loop. */
    void failed(long wallMillis, @Nullable Throwable cause) {
        failures = FailuresInPlace.and(failures, view(), wallMillis, cause);
    }

    /** Its next attempt waits for its time, or, by false, that has come. On the loop. */
    void parked(boolean waits) {
        parked = waits;
    }

    /** Whether it must not be begun before its time, whatever else changes. On the loop. */
    boolean isParked() {
        return parked;
    }

    /** It is to be tried again, by an attempt of the next number. On the loop, while no worker has it. */
    void tryAgain() {
        view = view().nextAttempt();
    }

    boolean isFinished() {
        return finished;
    }

    /** Lets go of the message: one that is stuck before it in the window must not keep its memory. */
    void finish() {
        finished = true;
        view = null;
    }

    /** What the listener said; null: no listener was called, because the queue had been given up. */
    @Nullable
    ConsumeResult result() {
        return result;
    }

    void result(@Nullable ConsumeResult value) {
        result = value;
    }
}
