package io.mqspring.consumer.process;

import io.mqspring.consumer.ConsumeResult;
import io.mqspring.message.MessageView;
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
    private boolean finished;
    private @Nullable ConsumeResult result;

    @Nullable
    InFlight next;

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
