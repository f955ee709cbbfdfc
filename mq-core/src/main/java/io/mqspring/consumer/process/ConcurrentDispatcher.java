package io.mqspring.consumer.process;

import io.mqspring.consumer.AsyncMessageListener;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.MessageView;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.runtime.TimeSource;
import io.mqspring.runtime.WorkerPool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Delivers one subscription's messages to its listener, in no order, by so many calls at once as the settings allow, and
 * takes the results back. {@link #submit} and {@link #collect} belong to the loop; between them workers run on their own.
 *
 * <p>A call holds a slot from its beginning until its result is there, even when the worker that made it has gone. A worker
 * with a slot takes one piece after the other until nothing waits, so that a burst of small messages costs few hand-overs.
 * A worker that begins while more is waiting starts the next one before it calls the listener: nobody waits behind a slow
 * call while a slot is free. Results wake the loop when a worker has no more to do, or after some messages or microseconds.
 */
public final class ConcurrentDispatcher implements Dispatcher {

    /** Key of the logging context that names the group on a worker. */
    public static final String GROUP_IN_LOGS = "mq.group";

    private static final int RESULTS_PER_WAKE_UP = 64;
    private static final long NANOS_PER_WAKE_UP = 50_000;

    private final String group;
    private final SubscriptionSettings settings;
    private final AsyncMessageListener listener;
    private final WorkerPool workers;
    private final SerialExecutor loop;
    private final TimeSource time;
    private final FailureSink failures;
    private final RunQueue waiting = new RunQueue();
    private final ResultStack results = new ResultStack();
    /** Slots in use. */
    private final AtomicInteger active = new AtomicInteger();
    /** Workers that were started and have not looked at what waits. */
    private final AtomicInteger starting = new AtomicInteger();

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
    }

    @Override
    public void submit(List<InFlight> messages) {
        loop.assertCurrent();
        waiting.add(messages);
        if (starting.get() == 0) {
            startWorkerIfUseful();
        }
    }

    @Override
    public void discard(ProcessQueue window) {
        loop.assertCurrent();
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
        loop.assertCurrent();
        InFlight message = results.takeAll();
        ProcessQueue told = null;
        while (message != null) {
            InFlight next = message.next;
            message.next = null;
            if (told != null && told != message.queue()) {
                told.tell();
            }
            told = message.queue();
            take(message);
            message = next;
        }
        if (told != null) {
            told.tell();
        }
    }

    @Override
    public int active() {
        return active.get();
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
        } else {
            throw new IllegalStateException("unknown result " + result);
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

    private boolean acquire() {
        int used = active.get();
        while (used < settings.concurrency()) {
            if (active.compareAndSet(used, used + 1)) {
                return true;
            }
            used = active.get();
        }
        return false;
    }

    private void startWorkerIfUseful() {
        if (!waiting.isEmpty() && acquire()) {
            starting.incrementAndGet();
            try {
                workers.execute(this::work);
            } catch (RejectedExecutionException e) {
                // The client is closing: what waits is consumed elsewhere.
                starting.decrementAndGet();
                active.decrementAndGet();
            }
        }
    }

    /** Runs on a worker that has a slot. */
    private void work() {
        starting.decrementAndGet();
        MDC.put(GROUP_IN_LOGS, group);
        try {
            drain();
        } finally {
            MDC.remove(GROUP_IN_LOGS);
        }
    }

    private void drain() {
        boolean first = true;
        int unannounced = 0;
        long since = 0;
        while (true) {
            List<InFlight> piece = waiting.claim(settings.batching().size());
            if (piece == null) {
                if (unannounced > 0) {
                    wakeLoop();
                    unannounced = 0;
                }
                active.decrementAndGet();
                if (waiting.isEmpty() || !acquire()) {
                    return;
                }
                continue;
            }
            if (first) {
                first = false;
                startWorkerIfUseful();
            }
            if (!deliver(piece)) {
                // The call keeps the slot until its stage completes; going on takes another one.
                if (unannounced > 0) {
                    wakeLoop();
                    unannounced = 0;
                }
                if (!acquire()) {
                    return;
                }
                continue;
            }
            long now = time.nanoTime();
            if (unannounced++ == 0) {
                since = now;
            }
            if (unannounced >= RESULTS_PER_WAKE_UP || now - since > NANOS_PER_WAKE_UP) {
                wakeLoop();
                unannounced = 0;
            }
        }
    }

    /** Calls the listener; whether the result is there already. */
    private boolean deliver(List<InFlight> piece) {
        if (!piece.get(0).queue().tryBegin(piece.size())) {
            push(piece, null);
            return true;
        }
        CompletionStage<ConsumeResult> stage;
        try {
            stage = listener.consume(views(piece));
        } catch (Throwable t) {
            push(piece, ConsumeResult.retry(t));
            return true;
        }
        if (stage instanceof CompletableFuture<ConsumeResult> future && future.isDone()) {
            pushDone(piece, future);
            return true;
        }
        if (stage == null) {
            push(piece, outcome(null, null));
            return true;
        }
        stage.whenComplete((result, failure) -> {
            push(piece, outcome(result, failure));
            wakeLoop();
            active.decrementAndGet();
            startWorkerIfUseful();
        });
        return false;
    }

    private void pushDone(List<InFlight> piece, CompletableFuture<ConsumeResult> done) {
        if (done.isCompletedExceptionally()) {
            done.whenComplete((result, failure) -> push(piece, outcome(result, failure)));
        } else {
            push(piece, outcome(done.join(), null));
        }
    }

    private void push(List<InFlight> piece, @Nullable ConsumeResult result) {
        if (result instanceof ConsumeResult.PerMessage each) {
            pushEach(piece, each.results());
            return;
        }
        for (InFlight message : piece) {
            message.result(result);
            results.push(message);
        }
    }

    private void pushEach(List<InFlight> piece, List<ConsumeResult> each) {
        if (each.size() != piece.size()) {
            push(
                    piece,
                    ConsumeResult.retry(new IllegalStateException(
                            "the listener returned " + each.size() + " results for " + piece.size() + " messages")));
            return;
        }
        for (int i = 0; i < piece.size(); i++) {
            piece.get(i).result(each.get(i));
            results.push(piece.get(i));
        }
    }

    private void wakeLoop() {
        if (results.claimWakeUp()) {
            try {
                loop.execute(this::collect);
            } catch (RejectedExecutionException e) {
                // The client is closed: what has not been committed is consumed again.
                return;
            }
        }
    }

    private static ConsumeResult outcome(@Nullable ConsumeResult result, @Nullable Throwable failure) {
        if (failure != null) {
            return ConsumeResult.retry(failure);
        }
        return result != null
                ? result
                : ConsumeResult.retry(new IllegalStateException("the listener returned null instead of a result"));
    }

    private static List<MessageView> views(List<InFlight> piece) {
        if (piece.size() == 1) {
            return List.of(piece.get(0).view());
        }
        List<MessageView> views = new ArrayList<>(piece.size());
        for (InFlight message : piece) {
            views.add(message.view());
        }
        return List.copyOf(views);
    }
}
