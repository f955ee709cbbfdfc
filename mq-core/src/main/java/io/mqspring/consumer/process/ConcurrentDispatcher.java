package io.mqspring.consumer.process;

import io.mqspring.consumer.AsyncMessageListener;
import io.mqspring.consumer.Batching;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.StuckCall;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.runtime.TimeSource;
import io.mqspring.runtime.WorkerPool;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Delivers one subscription's messages in no order, those that wait longest first; failed ones wait elsewhere. */
final class ConcurrentDispatcher implements Dispatcher {

    private final SubscriptionSettings settings;
    private final SerialExecutor loop;
    private final FailureSink failures;
    private final RunQueue waiting = new RunQueue();
    private final @Nullable Lingering lingering;
    private final ListenerCalls calls;
    /** Of the results that are being taken: messages to be delivered again as soon as may be. */
    private List<InFlight> untried = new ArrayList<>();

    /**
     * @param failures takes what the listener failed on
     */
    ConcurrentDispatcher(
            String group,
            SubscriptionSettings settings,
            AsyncMessageListener listener,
            WorkerPool workers,
            SerialExecutor loop,
            TimeSource time,
            FailureSink failures) {
        this.settings = settings;
        this.loop = loop;
        this.failures = failures;
        Batching batching = settings.batching();
        this.lingering = batching.size() > 1 && !batching.linger().isZero()
                ? new Lingering(batching, loop, time, this::makeDue)
                : null;
        this.calls = new ListenerCalls(group, settings, listener, workers, loop, time, new Due());
    }

    @Override
    public void submit(List<InFlight> messages) {
        loop.assertCurrent();
        if (lingering != null
                && messages.stream().noneMatch(message -> message.queue().isGivenUp())) {
            lingering.add(messages);
        } else {
            makeDue(messages);
        }
    }

    @Override
    public List<InFlight> withdraw(ProcessQueue window) {
        loop.assertCurrent();
        List<InFlight> withdrawn = waiting.withdraw(window);
        if (lingering != null) {
            withdrawn.addAll(lingering.withdraw(window));
        }
        return withdrawn;
    }

    @Override
    public void reject(InFlight message, ConsumeResult.Reject rejection) {
        loop.assertCurrent();
        message.queue().tryBegin(message);
        message.finishWhen(failures.reject(message, rejection, settings));
    }

    @Override
    public void collect() {
        calls.collect();
    }

    @Override
    public void watch() {
        calls.watch();
    }

    @Override
    public List<StuckCall> stuck() {
        return calls.stuck();
    }

    @Override
    public int active() {
        return calls.active();
    }

    private void makeDue(List<InFlight> messages) {
        waiting.add(messages);
        calls.moreWork();
    }

    /** What may be delivered now. */
    private final class Due implements ListenerCalls.Work {

        @Override
        public boolean isEmpty() {
            return waiting.isEmpty();
        }

        @Override
        public @Nullable Call claim() {
            return waiting.claim(settings.batching().size());
        }

        @Override
        public boolean ended(Call call, @Nullable ConsumeResult result, Results toLoop) {
            toLoop.push(call, result);
            return false;
        }

        @Override
        public void take(InFlight message) {
            ConsumeResult result = message.result();
            if (result == null) {
                message.queue().ended(message);
            } else if (result instanceof ConsumeResult.Success) {
                message.queue().finish(message);
            } else if (result instanceof ConsumeResult.Retry retry) {
                message.finishWhen(failures.retry(message, retry, settings));
            } else if (result instanceof ConsumeResult.Reject rejection) {
                message.finishWhen(failures.reject(message, rejection, settings));
            } else if (result instanceof ConsumeResult.Postponed later) {
                message.finishWhen(failures.postpone(message, later, settings));
            } else if (result instanceof ConsumeResult.Untried) {
                if (message.queue().mayBegin(message)) {
                    message.queue().putOff();
                    untried.add(message);
                } else {
                    message.queue().ended(message);
                }
            } else {
                throw new IllegalStateException("unknown result " + result);
            }
        }

        @Override
        public void taken() {
            if (!untried.isEmpty()) {
                List<InFlight> again = untried;
                untried = new ArrayList<>();
                makeDue(again);
            }
        }
    }
}
