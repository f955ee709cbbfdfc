package io.mqspring.consumer.process;

import io.mqspring.consumer.Batching;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages that are consumed one call after the other, the oldest first. A lane is always in one hand: it waits for more to
 * make a whole call, it waits for a worker, a worker has it, or the loop holds it because a call has failed. It makes nothing per message: the messages that wait are
 * linked to one another. Any thread, except what is said to be the loop's.
 */
final class Lane {

    private enum State {
        /** Empty, and nobody has it. */
        IDLE,
        /** Waits for more messages, until its oldest one has waited long enough. */
        LINGERING,
        /** Waits for a worker. */
        READY,
        /** A worker has it, or a call that ends later. */
        RUNNING,
        /** The loop has it: its oldest message is not to be begun. */
        HELD
    }

    private final Object key;
    private final boolean ordered;
    private final int callSize;
    private final long lingerNanos;
    private State state = State.IDLE;
    private @Nullable InFlight oldest;
    private @Nullable InFlight newest;
    private int waiting;
    /** So many messages are consumed each by itself, since nobody knows which of them has failed the call they were in. */
    private int alone;

    /** What the call came to that the loop has not looked at; handed over with its first message. */
    @Nullable
    Call failed;

    /** The loop's: whether {@link LingeringLanes} looks at it when its time comes. */
    boolean watched;

    /** The loop's: what its oldest message waits for; null: it has not failed. */
    @Nullable
    Trouble trouble;

    /**
     * @param key by which it is known
     * @param ordered false: its messages have no order among them
     * @param batching when it waits for a worker
     */
    Lane(Object key, boolean ordered, Batching batching) {
        this.key = key;
        this.ordered = ordered;
        this.callSize = batching.size();
        this.lingerNanos = batching.linger().toNanos();
    }

    Object key() {
        return key;
    }

    boolean isOrdered() {
        return ordered;
    }

    /** Whether it is empty and nobody has it. */
    synchronized boolean isIdle() {
        return state == State.IDLE;
    }

    /** Whether it waits for more messages or for its time. */
    synchronized boolean isLingering() {
        return state == State.LINGERING;
    }

    /** When its oldest message has waited long enough, monotonic. Of a lane that is not empty. */
    synchronized long dueNanos() {
        return lingersUntil(required());
    }

    /** Messages that wait in it. */
    synchronized int size() {
        return waiting;
    }

    /**
     * Adds a message behind the others.
     *
     * @return whether the lane waits for a worker since now
     */
    synchronized boolean add(InFlight message) {
        message.lane = this;
        append(message);
        return (state == State.IDLE || state == State.LINGERING) && waitFor(message.arrivedNanos());
    }

    /**
     * Its oldest message may have waited long enough. The loop's.
     *
     * @return whether the lane waits for a worker since now
     */
    synchronized boolean lingered(long now) {
        return state == State.LINGERING && waitFor(now);
    }

    /**
     * Takes the oldest messages for a call, all of one window.
     *
     * @return null if the lane does not wait for a worker
     */
    synchronized @Nullable List<InFlight> claim(int limit) {
        InFlight first = oldest;
        if (state != State.READY || first == null) {
            return null;
        }
        state = State.RUNNING;
        int most = limit;
        if (alone > 0) {
            alone--;
            most = 1;
        }
        if (most == 1) {
            return List.of(poll(first));
        }
        List<InFlight> call = new ArrayList<>(Math.min(most, waiting));
        for (InFlight next = first;
                next != null && call.size() < most && next.queue() == first.queue();
                next = oldest) {
            call.add(poll(next));
        }
        return call;
    }

    /**
     * Its call has ended.
     *
     * @return whether it waits for a worker again
     */
    synchronized boolean letGo(long now) {
        return waitFor(now);
    }

    /**
     * What it was held for is over: nothing that waited behind it waits for more.
     *
     * @return whether it waits for a worker again
     */
    synchronized boolean letGo() {
        state = oldest == null ? State.IDLE : State.READY;
        return state == State.READY;
    }

    /** The loop has it until {@link #letGo()}. */
    synchronized void hold() {
        state = State.HELD;
    }

    /**
     * Puts messages back before the others; the loop's, which holds the lane.
     *
     * @param byThemselves so many of them are consumed each by itself
     */
    synchronized void putBack(List<InFlight> messages, int byThemselves) {
        for (int i = messages.size() - 1; i >= 0; i--) {
            InFlight message = messages.get(i);
            message.behind = oldest;
            oldest = message;
            if (newest == null) {
                newest = message;
            }
        }
        waiting += messages.size();
        alone = Math.max(byThemselves, alone == 0 ? 0 : alone + messages.size());
    }

    /** Takes the oldest message out; the loop's, which holds the lane. */
    synchronized InFlight takeOldest() {
        return poll(required());
    }

    /** Takes out what waits of a window. */
    synchronized List<InFlight> withdraw(ProcessQueue window) {
        List<InFlight> withdrawn = new ArrayList<>();
        InFlight next = oldest;
        oldest = null;
        newest = null;
        waiting = 0;
        while (next != null) {
            InFlight after = next.behind;
            next.behind = null;
            if (next.queue() == window) {
                withdrawn.add(next);
            } else {
                append(next);
            }
            next = after;
        }
        if ((state == State.READY || state == State.LINGERING) && oldest == null) {
            state = State.IDLE;
        }
        return withdrawn;
    }

    /** Nobody has it: it waits for a worker, for more, or for nothing. */
    private boolean waitFor(long now) {
        InFlight first = oldest;
        if (first == null) {
            state = State.IDLE;
        } else if (alone > 0 || waiting >= callSize || lingerNanos == 0 || now - lingersUntil(first) >= 0) {
            state = State.READY;
        } else {
            state = State.LINGERING;
        }
        return state == State.READY;
    }

    private long lingersUntil(InFlight first) {
        return first.arrivedNanos() + lingerNanos;
    }

    private InFlight required() {
        InFlight first = oldest;
        if (first == null) {
            throw new IllegalStateException("lane " + key + " is empty");
        }
        return first;
    }

    private void append(InFlight message) {
        InFlight last = newest;
        if (last == null) {
            oldest = message;
        } else {
            last.behind = message;
        }
        newest = message;
        waiting++;
    }

    private InFlight poll(InFlight first) {
        oldest = first.behind;
        first.behind = null;
        if (oldest == null) {
            newest = null;
        }
        waiting--;
        return first;
    }
}
