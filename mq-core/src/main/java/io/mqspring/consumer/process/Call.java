package io.mqspring.consumer.process;

import io.mqspring.message.MessageView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * One call of a listener: its messages, when it began and who runs it. How it went is decided once: by the first that calls
 * {@link #settle}, the listener's result or the watchdog's patience. Made by the worker that claims the messages; the
 * beginning is published by {@link Slot#occupy}.
 */
final class Call {

    /** Where a call stands. */
    enum State {
        /** The listener's method runs, or is about to. */
        IN_THREAD,
        /** The method has returned, and its result comes later. */
        AWAITED,
        /** Decided. */
        SETTLED
    }

    private static final State[] STATES = State.values();
    private static final AtomicIntegerFieldUpdater<Call> STATE =
            AtomicIntegerFieldUpdater.newUpdater(Call.class, "state");

    private final List<InFlight> source;
    private final int from;
    private final int to;

    private long begunNanos;
    private @Nullable Thread thread;
    private volatile @Nullable CompletionStage<?> stage;
    private volatile int state = State.IN_THREAD.ordinal();

    /** What the watchdog remembers; confined to the loop. */
    @Nullable
    Overdue overdue;

    Call(List<InFlight> messages) {
        this(messages, 0, messages.size());
    }

    /** A call of some of these messages: no copy is made. */
    Call(List<InFlight> source, int from, int to) {
        this.source = source;
        this.from = from;
        this.to = to;
    }

    int size() {
        return to - from;
    }

    InFlight message(int index) {
        return source.get(from + index);
    }

    /** The messages for the listener. */
    List<MessageView> views() {
        if (size() == 1) {
            return List.of(message(0).view());
        }
        List<MessageView> views = new ArrayList<>(size());
        for (int i = 0; i < size(); i++) {
            views.add(message(i).view());
        }
        return List.copyOf(views);
    }

    /** The caller's thread is about to call the listener. */
    void begin(long nanos) {
        begunNanos = nanos;
        thread = Thread.currentThread();
    }

    long begunNanos() {
        return begunNanos;
    }

    /** Who runs the listener, or ran it until it returned. */
    @Nullable
    Thread thread() {
        return thread;
    }

    State state() {
        return STATES[state];
    }

    /**
     * The listener has returned, and its result comes later.
     *
     * @return false when the call has been settled in the meantime
     */
    boolean await(CompletionStage<?> later) {
        stage = later;
        return STATE.compareAndSet(this, State.IN_THREAD.ordinal(), State.AWAITED.ordinal());
    }

    /** What is awaited; null before. */
    @Nullable
    CompletionStage<?> stage() {
        return stage;
    }

    /**
     * Decides the call.
     *
     * @return where it stood; {@link State#SETTLED} means that somebody else has decided, and the caller has nothing to say
     */
    State settle() {
        return STATES[STATE.getAndSet(this, State.SETTLED.ordinal())];
    }
}
