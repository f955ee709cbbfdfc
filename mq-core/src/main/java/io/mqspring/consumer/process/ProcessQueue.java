package io.mqspring.consumer.process;

import io.mqspring.message.MessageQueue;
import io.mqspring.message.MessageView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The window of one owned queue: what was pulled and is not finished. Messages enter in offset order and finish in any
 * order; the committable offset is that of the lowest unfinished one. One window serves one ownership: it is given up once,
 * and a queue that comes back gets a new one, so that late results find nobody to mislead.
 *
 * <p>Confined to the client's loop, except that anybody may look at the counts, and {@link #tryBegin}, by which workers claim
 * messages: a worker counts itself in and then looks whether the window was given up; giving up sets the mark and then
 * looks at the count.
 */
public final class ProcessQueue {

    private static final long ANY = Long.MAX_VALUE;
    private static final long NONE = -1;

    private final MessageQueue queue;
    private final ProgressListener listener;
    private final BooleanSupplier permission;
    private final ArrayDeque<InFlight> window = new ArrayDeque<>();
    private final AtomicInteger running = new AtomicInteger();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    /** The highest offset that a listener may still begin. */
    private volatile long lastToBegin = ANY;
    /** Messages up to that offset that have not ended, once it is known. */
    private int owed;

    /** Set when nobody waits for running messages any more. */
    private volatile boolean abandoned;

    private long end;
    private volatile int unfinished;
    private volatile long bytes;
    /** Of the lowest unfinished message; -1 if there is none. */
    private volatile long oldestStoreTimestamp = -1;

    private int finishedInBurst;
    private long bytesInBurst;

    /**
     * @param start where consumption begins
     */
    public ProcessQueue(MessageQueue queue, long start, ProgressListener listener) {
        this(queue, start, listener, () -> true);
    }

    /**
     * @param start where consumption begins
     * @param permission whether a call may begin; asked by any thread before each. What it refuses stays unfinished here for
     *     ever: who says no must give the window up afterwards
     */
    public ProcessQueue(MessageQueue queue, long start, ProgressListener listener, BooleanSupplier permission) {
        this.queue = queue;
        this.end = start;
        this.listener = listener;
        this.permission = permission;
    }

    /** The queue. */
    public MessageQueue queue() {
        return queue;
    }

    /**
     * Takes in what a pull brought.
     *
     * @param views messages to be consumed, by rising offset; those between them count as finished
     * @param next where the next pull begins
     */
    public List<InFlight> put(List<MessageView> views, long next) {
        List<InFlight> entered = new ArrayList<>(views.size());
        long entering = 0;
        for (MessageView view : views) {
            InFlight message = new InFlight(this, view);
            if (message.offset() >= end) {
                end = message.offset() + 1;
                window.addLast(message);
                entering += message.bytes();
                entered.add(message);
            }
        }
        end = Math.max(end, next);
        count(entered.size(), entering);
        return entered;
    }

    /** Everything below is finished: what may be committed. */
    public long committableOffset() {
        InFlight lowest = window.peekFirst();
        return lowest == null ? end : lowest.offset();
    }

    /** Messages that are not finished, as of the last burst. Any thread. */
    public int size() {
        return unfinished;
    }

    /** What the unfinished messages cost, as of the last burst. Any thread. */
    public long bytes() {
        return bytes;
    }

    /** Distance from the lowest unfinished offset to the end of what was pulled; 0 when all is finished. */
    public long span() {
        InFlight lowest = window.peekFirst();
        return lowest == null ? 0 : end - lowest.offset();
    }

    /** When the lowest unfinished message was stored, as of the last burst; -1 if there is none. Any thread. */
    public long oldestStoreTimestamp() {
        return oldestStoreTimestamp;
    }

    /** Messages that a listener has and that are not finished. Any thread. */
    public int running() {
        return running.get();
    }

    /** Whether the window was given up: nothing of it is begun any more, except what is owed. Any thread. */
    public boolean isGivenUp() {
        return lastToBegin != ANY;
    }

    /**
     * Whether a listener call may begin now: the window was not given up, or the message is one of those that are owed, and where
     * it is consumed in order, its lock is fresh. What may not begin stays unfinished; a window that is refused for its lock is
     * dropped soon, and its messages come again in another one. Any thread.
     */
    boolean mayBegin(InFlight message) {
        return message.offset() <= lastToBegin && permission.getAsBoolean();
    }

    /**
     * Messages that a listener has begun or done and that cannot be committed, because one before them is not finished: if the
     * queue is taken up elsewhere, they come again.
     */
    public int begunAndUncommitted() {
        int done = 0;
        for (InFlight message : window) {
            if (message.isFinished()) {
                done++;
            }
        }
        return done + running.get();
    }

    /** Whether nobody waits for this window any more: what is still running will be consumed again elsewhere. Any thread. */
    public boolean isAbandoned() {
        return abandoned;
    }

    /**
     * Gives the window up: what no listener has begun stays unfinished.
     *
     * @return completes when nothing of it runs any more
     */
    public CompletableFuture<Void> giveUp() {
        giveUpAfter(NONE);
        return drained;
    }

    /**
     * Gives the window up in good order, so that what was begun can be committed: what no listener has begun stays unfinished,
     * unless something after it was begun. A message whose next attempt has its time is not begun before, and behind it nothing
     * can be committed, so there nothing more is begun.
     *
     * @param waiting what no worker has claimed, and none can claim any more
     * @return those of them that are owed, by rising offset, for whoever delivers them
     */
    public List<InFlight> windDown(Collection<InFlight> waiting) {
        Set<InFlight> unclaimed = Collections.newSetFromMap(new IdentityHashMap<>());
        unclaimed.addAll(waiting);
        long last = NONE;
        for (InFlight message : window) {
            if (!unclaimed.contains(message)) {
                last = message.offset();
            } else if (message.isParked()) {
                break;
            }
        }
        List<InFlight> gaps = new ArrayList<>();
        for (InFlight message : unfinishedUpTo(last)) {
            if (unclaimed.contains(message)) {
                gaps.add(message);
            }
        }
        giveUpAfter(last);
        return gaps;
    }

    /** Completes when the window was given up and nothing of it runs any more, nor is owed. */
    public CompletableFuture<Void> drained() {
        return drained;
    }

    /** Stops waiting for what runs or is owed. */
    public void abandon() {
        abandoned = true;
        giveUpAfter(NONE);
    }

    private void giveUpAfter(long offset) {
        lastToBegin = offset;
        owed = unfinishedUpTo(offset).size();
        settle();
    }

    private List<InFlight> unfinishedUpTo(long offset) {
        List<InFlight> unfinished = new ArrayList<>();
        for (InFlight message : window) {
            if (message.offset() > offset) {
                break;
            }
            if (!message.isFinished()) {
                unfinished.add(message);
            }
        }
        return unfinished;
    }

    /**
     * Claims a message for a listener call. Any worker.
     *
     * @return false if no call {@linkplain #mayBegin may begin}; the claim must still be ended by {@link #ended}
     */
    boolean tryBegin(InFlight message) {
        running.incrementAndGet();
        return mayBegin(message);
    }

    /** A listener has done with a message, which is finished. */
    void finish(InFlight message) {
        if (message.isFinished()) {
            throw new IllegalStateException("message " + message.offset() + " of " + queue + " was finished twice");
        }
        message.finish();
        finishedInBurst++;
        bytesInBurst += message.bytes();
        InFlight lowest = window.peekFirst();
        while (lowest != null && lowest.isFinished()) {
            window.pollFirst();
            lowest = window.peekFirst();
        }
        if (message.offset() <= lastToBegin && isGivenUp()) {
            owed--;
        }
        putOff();
    }

    /** A claim has ended and the message is not finished: what is behind it cannot be committed here. */
    void ended(InFlight message) {
        if (message.offset() <= lastToBegin && isGivenUp()) {
            giveUpAfter(message.offset() - 1);
        }
        putOff();
    }

    /** A claim has ended, and the message will be claimed again, if the window is not given up. */
    void putOff() {
        running.decrementAndGet();
        if (isGivenUp()) {
            settle();
        }
    }

    /** Tells the listener of what was finished since the last call. */
    void tell() {
        if (finishedInBurst > 0) {
            int messages = finishedInBurst;
            long freed = bytesInBurst;
            finishedInBurst = 0;
            bytesInBurst = 0;
            count(-messages, -freed);
            listener.onProgress(this, messages, freed);
        }
    }

    /** The lowest unfinished message, for tests and diagnostics. */
    @Nullable
    InFlight lowest() {
        return window.peekFirst();
    }

    private void count(int messages, long size) {
        unfinished = unfinished + messages;
        bytes = bytes + size;
        InFlight lowest = window.peekFirst();
        oldestStoreTimestamp = lowest == null ? -1 : lowest.view().storeTimestamp();
    }

    private void settle() {
        if (running.get() == 0 && owed == 0) {
            drained.complete(null);
        }
    }
}
