package io.mqspring.consumer.pull;

import io.mqspring.consumer.Pulling;
import io.mqspring.consumer.process.ProcessQueue;

/**
 * Permits of one queue: asked for before a pull, given back when they were not used, when messages are finished, and when
 * the window is dropped. Three limits stand behind them: messages of the queue, their span of offsets, and the bytes of the
 * client. A full queue is pulled again when a whole batch fits, not for each message that leaves. Confined to the client's
 * loop.
 */
final class FlowControl {

    /** What a request for permits came to. */
    enum Answer {
        GRANTED,
        TOO_MANY,
        TOO_WIDE,
        TOO_LARGE
    }

    /** Why permits come back. */
    enum Return {
        UNUSED,
        FINISHED,
        DROPPED
    }

    private static final int MIN_EXPECTED = 32 * 1024;
    private static final int MAX_EXPECTED = 256 * 1024;

    private final int maxMessages;
    private final int maxSpan;
    private final int batch;
    private final CacheBudget.Share bytes;
    private final Runnable wakeUp;
    /** Permits out: messages kept, and those that the pull under way may bring. */
    private int messagesOut;

    private long bytesOut;
    private int granted;
    private long expected;
    private int pullBytes = MIN_EXPECTED;
    /** Whether the last pull came back with a good part of what it may bring: then the next one will. */
    private boolean catchingUp;

    /**
     * @param wakeUp run when bytes are free again after {@link Answer#TOO_LARGE}
     */
    FlowControl(Pulling settings, CacheBudget.Share bytes, Runnable wakeUp) {
        this.maxMessages = settings.maxCachedMessages();
        this.maxSpan = settings.maxSpan();
        this.batch = Math.min(settings.batch(), maxMessages);
        this.bytes = bytes;
        this.wakeUp = wakeUp;
    }

    /** Asks for the permits of one pull. */
    Answer request(ProcessQueue window) {
        if (messagesOut + batch > maxMessages) {
            return Answer.TOO_MANY;
        }
        if (window.span() >= maxSpan) {
            return Answer.TOO_WIDE;
        }
        long expecting = catchingUp ? pullBytes : 0;
        if (bytesOut > 0 && !bytes.allows(expecting)) {
            bytes.whenFreed(wakeUp);
            return Answer.TOO_LARGE;
        }
        granted = batch;
        messagesOut += granted;
        expected = expecting;
        bytesOut += expected;
        bytes.take(expected);
        return Answer.GRANTED;
    }

    /** How many messages the pull may bring. */
    int messagesPerPull() {
        return granted;
    }

    /** How many bytes the pull should bring at most. */
    int bytesPerPull() {
        return pullBytes;
    }

    /** The pull came back: what it brought is kept, the rest of the permits returns. */
    void settle(int messages, long size) {
        int unused = granted - messages;
        granted = 0;
        messagesOut -= unused;
        bytesOut += size - expected;
        if (size > expected) {
            bytes.take(size - expected);
        } else {
            bytes.giveBack(expected - size);
        }
        expected = 0;
        catchingUp = messages * 2 >= batch || size * 2 >= pullBytes;
        pullBytes = catchingUp ? Math.min(MAX_EXPECTED, pullBytes * 2) : MIN_EXPECTED;
    }

    /** Gives permits back. */
    void release(int messages, long size, Return reason) {
        messagesOut -= messages;
        bytesOut -= size;
        bytes.giveBack(size);
        if (reason == Return.DROPPED) {
            bytes.noLongerWhenFreed(wakeUp);
        }
    }

    int messagesOut() {
        return messagesOut;
    }

    long bytesOut() {
        return bytesOut;
    }
}
