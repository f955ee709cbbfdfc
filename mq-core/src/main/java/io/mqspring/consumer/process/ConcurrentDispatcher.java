package io.mqspring.consumer.process;

import io.mqspring.consumer.AsyncMessageListener;
import io.mqspring.consumer.Batching;
import io.mqspring.consumer.ConsumeResult;
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
 * Delivers one subscription's messages to its listener, in no order, by so many calls at once as the settings allow, and
 * takes the results back. {@link #submit} and {@link #collect} belong to the loop; between them workers run on their own.
 *
 * <p>A call holds a slot from its beginning until its result is there, even when the worker that made it has gone. A worker
 * with a slot makes one call after the other until nothing waits, so that a burst of small messages costs few hand-overs.
 * A worker that begins while more is waiting starts the next one before it calls the listener: nobody waits behind a slow
 * call while a slot is free.
 *
 * <p>A call that lasts too long is decided here: its messages count as failed. If its result was awaited, its slot is free
 * again; a thread that still runs the listener keeps its slot until it returns, since it is not a thread less.
 */
public final class ConcurrentDispatcher implements Dispatcher {

    /** Key of the logging context that names the group on a worker. */
    public static final String GROUP_IN_LOGS = "mq.group";

    private static final Logger log = LoggerFactory.getLogger(ConcurrentDispatcher.class);

    private final String group;
    private final SubscriptionSettings settings;
    private final AsyncMessageListener listener;
    private final WorkerPool workers;
    private final SerialExecutor loop;
    private final TimeSource time;
    private final FailureSink failures;
    private final RunQueue waiting = new RunQueue();
    private final @Nullable Lingering lingering;
    private final Slots slots;
    private final Results results;
    private final Watchdog watchdog;
    /** Workers that were started and have not looked at what waits. */
    private final AtomicInteger starting = new AtomicInteger();
    /** Of the results that are being taken: messages to be delivered again as soon as may be. */
    private List<InFlight> untried = new ArrayList<>();

    /**
     * @param failures takes what the listener failed on
     */
    public ConcurrentDispatcher(
            String group,
            SubscriptionSettings settings,
            AsyncMessageListener listener,
            WorkerPool workers,
            SerialExecutor loop,
            TimeSource time,
            FailureSink failures) {
        this.group = group;
        this.settings = settings;
        this.listener = listener;
        this.workers = workers;
        this.loop = loop;
        this.time = time;
        this.failures = failures;
        Batching batching = settings.batching();
        this.lingering = batching.size() > 1 && !batching.linger().isZero()
                ? new Lingering(batching, loop, time, this::makeDue)
                : null;
        this.slots = new Slots(settings.concurrency());
        this.results = new Results(loop, this::take, this::deliverUntried);
        this.watchdog = new Watchdog(group, listener.name(), settings.patience(), time);
    }

    @Override
    public void submit(List<InFlight> messages) {
        loop.assertCurrent();
        if (lingering != null) {
            lingering.add(messages);
        } else {
            makeDue(messages);
        }
    }

    @Override
    public void discard(ProcessQueue window) {
        loop.assertCurrent();
        if (lingering != null) {
            lingering.discard(window);
        }
        waiting.discard(window);
    }

    @Override
    public void reject(InFlight message, ConsumeResult.Reject rejection) {
        loop.assertCurrent();
        message.queue().tryBegin(1);
        whenMoved(message, failures.reject(message, rejection, settings));
    }

    @Override
    public void collect() {
        results.collect();
    }

    @Override
    public void watch() {
        loop.assertCurrent();
        watchdog.look(slots, this::giveUp);
    }

    @Override
    public List<StuckCall> stuck() {
        return watchdog.stuck();
    }

    @Override
    public int active() {
        return slots.used();
    }

    private void makeDue(List<InFlight> messages) {
        waiting.add(messages);
        if (starting.get() == 0) {
            startWorkerIfUseful();
        }
    }

    private void take(InFlight message) {
        ConsumeResult result = message.result();
        if (result == null) {
            message.queue().ended();
        } else if (result instanceof ConsumeResult.Success) {
            message.queue().finish(message);
        } else if (result instanceof ConsumeResult.Retry retry) {
            whenMoved(message, failures.retry(message, retry, settings));
        } else if (result instanceof ConsumeResult.Reject rejection) {
            whenMoved(message, failures.reject(message, rejection, settings));
        } else if (result instanceof ConsumeResult.Untried) {
            message.queue().ended();
            untried.add(message);
        } else {
            throw new IllegalStateException("unknown result " + result);
        }
    }

    private void deliverUntried() {
        if (!untried.isEmpty()) {
            List<InFlight> again = untried;
            untried = new ArrayList<>();
            again.removeIf(message -> message.queue().isGivenUp());
            makeDue(again);
        }
    }

    private static void whenMoved(InFlight message, CompletableFuture<Void> moved) {
        moved.whenComplete((done, failure) -> {
            if (failure == null) {
                message.queue().finish(message);
                message.queue().tell();
            } else {
                message.queue().ended();
            }
        });
    }

    private void startWorkerIfUseful() {
        if (waiting.isEmpty()) {
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
        MDC.put(GROUP_IN_LOGS, group);
        try {
            drain(slot);
        } finally {
            MDC.remove(GROUP_IN_LOGS);
        }
    }

    private void drain(Slot first) {
        Slot slot = first;
        Results.Announcements announcements = results.announcements();
        boolean fresh = true;
        long now = time.nanoTime();
        while (slot != null) {
            Call claimed = waiting.claim(settings.batching().size());
            if (claimed == null) {
                announcements.flush();
                slots.release(slot);
                slot = waiting.isEmpty() ? null : slots.acquire();
                continue;
            }
            if (fresh) {
                fresh = false;
                startWorkerIfUseful();
            }
            Call call = begin(claimed);
            if (call == null || deliver(call, slot, now)) {
                now = time.nanoTime();
                announcements.pushed(now);
            } else {
                // The call keeps the slot until its stage completes; going on takes another one.
                announcements.flush();
                slot = slots.acquire();
                now = time.nanoTime();
            }
        }
    }

    /** Leaves out what belongs to windows that were given up; null when nothing is left. */
    private @Nullable Call begin(Call call) {
        ProcessQueue window = call.message(0).queue();
        if (call.size() == 1) {
            if (window.tryBegin(1)) {
                return call;
            }
            results.push(call, null);
            return null;
        }
        List<InFlight> begun = new ArrayList<>(call.size());
        for (int i = 0; i < call.size(); i++) {
            InFlight message = call.message(i);
            if (message.queue().tryBegin(1)) {
                begun.add(message);
            } else {
                results.push(message, null);
            }
        }
        return begun.isEmpty() ? null : new Call(begun);
    }

    /** Calls the listener; whether the slot is free for the next call. */
    private boolean deliver(Call call, Slot slot, long now) {
        List<MessageView> views = call.views();
        call.begin(now);
        slot.occupy(call);
        CompletionStage<ConsumeResult> stage;
        try {
            stage = listener.consume(views);
        } catch (Throwable t) {
            settle(call, null, t);
            return true;
        }
        if (stage == null) {
            settle(call, null, null);
            return true;
        }
        if (stage instanceof CompletableFuture<ConsumeResult> future && future.isDone()) {
            future.whenComplete((result, failure) -> settle(call, result, failure));
            return true;
        }
        if (!call.await(stage)) {
            // Given up before the method had returned.
            cancel(stage);
            stage.whenComplete((result, failure) -> late(call, result, failure));
            return true;
        }
        stage.whenComplete((result, failure) -> {
            if (settle(call, result, failure)) {
                results.wakeLoop();
                slots.release(slot);
                startWorkerIfUseful();
            }
        });
        return false;
    }

    /** Hands over what the listener said, if that is still to be decided. */
    private boolean settle(Call call, @Nullable ConsumeResult result, @Nullable Throwable failure) {
        if (call.settle() == Call.State.SETTLED) {
            late(call, result, failure);
            return false;
        }
        results.push(call, Results.outcome(result, failure));
        return true;
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
        results.push(call, ConsumeResult.retry(timeout));
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
