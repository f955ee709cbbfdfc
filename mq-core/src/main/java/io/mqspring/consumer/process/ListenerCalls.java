package io.mqspring.consumer.process;

import io.mqspring.consumer.AsyncMessageListener;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.Ordering;
import io.mqspring.consumer.StuckCall;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.MessageView;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.runtime.TimeSource;
import io.mqspring.runtime.WorkerPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Calls one subscription's listener on workers, by so many calls at once as the settings allow, and brings the results to
 * the loop in runs. Which messages a call gets, and when, is up to its {@link Work}. {@link #collect} and {@link #watch}
 * belong to the loop; between them workers run on their own.
 *
 * <p>A call holds a slot from its beginning until its result is there, even when the worker that made it has gone. A worker
 * with a slot makes one call after the other until nothing waits, so that a burst of small messages costs few hand-overs.
 * A worker that begins while more is waiting starts the next one before it calls the listener: nobody waits behind a slow
 * call while a slot is free.
 *
 * <p>A call that lasts too long is decided here, where there is no order: its messages count as failed. If its result was
 * awaited, its slot is free again; a thread that still runs the listener keeps its slot until it returns, since it is not a
 * thread less.
 */
final class ListenerCalls {

    private static final Logger log = LoggerFactory.getLogger(ListenerCalls.class);

    private final String group;
    private final SubscriptionSettings settings;
    private final AsyncMessageListener listener;
    private final WorkerPool workers;
    private final SerialExecutor loop;
    private final TimeSource time;
    private final Work work;
    private final Slots slots;
    private final Results results;
    private final Watchdog watchdog;
    /** Workers that were started and have not looked for work. */
    private final AtomicInteger starting = new AtomicInteger();

    /** What there is to do, and what becomes of it. */
    interface Work {

        /** Whether nothing waits for a worker. Any thread. */
        boolean isEmpty();

        /** The messages of the next call; null when nothing waits. Any worker. */
        @Nullable
        Call claim();

        /**
         * A call has ended: what the loop has to hear of is pushed. Any thread.
         *
         * @param result null: the listener was not called, since the queues had been given up
         * @return whether the loop has to hear of it now, and not with the next run of results
         */
        boolean ended(Call call, @Nullable ConsumeResult result, Results toLoop);

        /** Takes a message with its result. On the loop. */
        void take(InFlight message);

        /** A run of results was taken. On the loop. */
        default void taken() {}
    }

    ListenerCalls(
            String group,
            SubscriptionSettings settings,
            AsyncMessageListener listener,
            WorkerPool workers,
            SerialExecutor loop,
            TimeSource time,
            Work work) {
        this.group = group;
        this.settings = settings;
        this.listener = listener;
        this.workers = workers;
        this.loop = loop;
        this.time = time;
        this.work = work;
        this.slots = new Slots(settings.concurrency());
        this.results = new Results(loop, work::take, work::taken);
        this.watchdog = settings.ordering() == Ordering.NONE
                ? new Watchdog(group, listener.name(), settings.patience(), time)
                : Watchdog.thatNeverGivesUp(group, listener.name(), settings.patience(), time);
    }

    /** Has workers look for work that was added. */
    void moreWork() {
        if (starting.get() == 0) {
            startWorkerIfUseful();
        }
    }

    void collect() {
        results.collect();
    }

    void watch() {
        loop.assertCurrent();
        watchdog.look(slots, this::giveUp);
    }

    List<StuckCall> stuck() {
        return watchdog.stuck();
    }

    int active() {
        return slots.used();
    }

    private void startWorkerIfUseful() {
        if (work.isEmpty()) {
            return;
        }
        Slot slot = slots.acquire();
        if (slot == null) {
            return;
        }
        starting.incrementAndGet();
        try {
            workers.execute(() -> work(slot));
        } catch (RejectedExecutionException e) {
            // The client is closing: what waits is consumed elsewhere.
            starting.decrementAndGet();
            slots.release(slot);
        }
    }

    /** Runs on a worker. */
    private void work(Slot slot) {
        starting.decrementAndGet();
        MDC.put(Dispatcher.GROUP_IN_LOGS, group);
        try {
            drain(slot);
        } finally {
            MDC.remove(Dispatcher.GROUP_IN_LOGS);
        }
    }

    private void drain(Slot first) {
        Slot slot = first;
        Results.Announcements announcements = results.announcements();
        boolean fresh = true;
        long now = time.nanoTime();
        while (slot != null) {
            Call claimed = work.claim();
            if (claimed == null) {
                announcements.flush();
                slots.release(slot);
                slot = work.isEmpty() ? null : slots.acquire();
                continue;
            }
            if (fresh) {
                fresh = false;
                startWorkerIfUseful();
            }
            Call call = begin(claimed);
            Outcome outcome = call == null ? Outcome.ENDED : deliver(call, slot, now);
            if (outcome == Outcome.LATER) {
                // The call keeps the slot until its stage completes; going on takes another one.
                announcements.flush();
                slot = slots.acquire();
                now = time.nanoTime();
            } else {
                long began = now;
                now = time.nanoTime();
                announcements.pushed(began, now);
                if (outcome == Outcome.URGENT) {
                    announcements.flush();
                }
            }
        }
    }

    private enum Outcome {
        /** The slot is free for the next call. */
        ENDED,
        /** The same, and the loop has to hear of it now. */
        URGENT,
        /** The call had been decided; the slot is free for the next one. */
        TOO_LATE,
        /** The slot is in use until the result is there. */
        LATER
    }

    /** Leaves out what belongs to windows that were given up; null when nothing is left. */
    private @Nullable Call begin(Call call) {
        if (call.size() == 1) {
            if (call.message(0).queue().tryBegin(call.message(0))) {
                return call;
            }
            work.ended(call, null, results);
            return null;
        }
        List<InFlight> begun = new ArrayList<>(call.size());
        List<InFlight> left = new ArrayList<>();
        for (int i = 0; i < call.size(); i++) {
            InFlight message = call.message(i);
            (message.queue().tryBegin(message) ? begun : left).add(message);
        }
        if (begun.isEmpty()) {
            work.ended(call, null, results);
            return null;
        }
        left.forEach(message -> results.push(message, null));
        return left.isEmpty() ? call : new Call(begun);
    }

    /** Calls the listener. */
    private Outcome deliver(Call call, Slot slot, long now) {
        List<MessageView> views = call.views();
        call.begin(now);
        slot.occupy(call);
        CompletionStage<ConsumeResult> stage;
        try {
            stage = listener.consume(views);
        } catch (Throwable t) {
            return settle(call, null, t);
        }
        if (stage == null) {
            return settle(call, null, null);
        }
        if (stage instanceof CompletableFuture<ConsumeResult> future && future.isDone()) {
            return future.isCompletedExceptionally()
                    ? future.handle((result, failure) -> settle(call, null, failure))
                            .join()
                    : settle(call, future.join(), null);
        }
        if (!call.await(stage)) {
            // Given up before the method had returned.
            cancel(stage);
            stage.whenComplete((result, failure) -> late(call, result, failure));
            return Outcome.ENDED;
        }
        stage.whenComplete((result, failure) -> {
            if (settle(call, result, failure) != Outcome.TOO_LATE) {
                results.wakeLoop();
                slots.release(slot);
                startWorkerIfUseful();
            }
        });
        return Outcome.LATER;
    }

    /** Hands over what the listener said, if that is still to be decided. */
    private Outcome settle(Call call, @Nullable ConsumeResult result, @Nullable Throwable failure) {
        if (call.settle() == Call.State.SETTLED) {
            late(call, result, failure);
            return Outcome.TOO_LATE;
        }
        return work.ended(call, Results.outcome(call.size(), result, failure), results)
                ? Outcome.URGENT
                : Outcome.ENDED;
    }

    private void late(Call call, @Nullable ConsumeResult result, @Nullable Throwable failure) {
        log.debug(
                "{}: {} answered after its time was over, which changes nothing: {} of {}, offset {}: {}",
                group,
                listener.name(),
                call.size(),
                call.message(0).queue().queue(),
                call.message(0).offset(),
                result,
                failure);
    }

    /** A call has lasted too long. On the loop. */
    private void giveUp(Slot slot, Call call) {
        Duration limit = settings.patience().limit();
        TimeoutException timeout = new TimeoutException(
                "the listener has not finished the message within " + limit + " (mq.listener.consume-timeout)");
        Thread thread = call.thread();
        Call.State before = call.settle();
        if (before == Call.State.SETTLED) {
            return;
        }
        if (before == Call.State.IN_THREAD && thread != null) {
            timeout.setStackTrace(thread.getStackTrace());
        }
        work.ended(call, ConsumeResult.retry(timeout), results);
        CompletionStage<?> stage = call.stage();
        if (before == Call.State.AWAITED) {
            slots.release(slot);
            startWorkerIfUseful();
        }
        results.collect();
        if (before == Call.State.AWAITED && stage != null) {
            try {
                // What is cancelled may be anybody's code.
                workers.execute(() -> cancel(stage));
            } catch (RejectedExecutionException e) {
                log.debug("{}: the client is closed, and nothing is cancelled any more", group);
            }
        }
    }

    private static void cancel(CompletionStage<?> stage) {
        if (stage instanceof CompletableFuture<?> future) {
            future.cancel(true);
        }
    }
}
