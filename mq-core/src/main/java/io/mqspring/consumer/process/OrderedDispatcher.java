package io.mqspring.consumer.process;

import io.mqspring.consumer.AsyncMessageListener;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.StuckCall;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.runtime.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Delivers one subscription's messages in the order of their queues, or of their sharding keys. They wait in lanes: a lane
 * has one call at a time, and after a success it stands behind the other lanes that have something to do, so that a busy one
 * takes nothing from the others; no turn of the loop lies between two calls of a lane. A call that fails gives its lane to
 * the loop, where the message is tried again in place: see {@link RetriesInPlace}.
 */
final class OrderedDispatcher implements Dispatcher {

    private final SubscriptionSettings settings;
    private final SerialExecutor loop;
    private final FailureSink failures;
    private final TimeSource time;
    private final LingeringLanes lingering;
    private final Lanes lanes;
    private final ConcurrentLinkedQueue<Lane> ready = new ConcurrentLinkedQueue<>();
    private final RetriesInPlace retries;
    private final ListenerCalls calls;

    OrderedDispatcher(DispatcherParts parts, SubscriptionSettings settings, AsyncMessageListener listener) {
        this.settings = settings;
        this.loop = parts.loop();
        this.failures = parts.failures();
        this.time = parts.time();
        this.lingering = new LingeringLanes(settings.batching(), loop, time, this::makeReady);
        this.lanes = new Lanes(parts.group(), settings, lingering);
        this.retries = new RetriesInPlace(parts, settings, this::letGo, this::spread);
        this.calls = new ListenerCalls(
                parts.group(), settings, listener, parts.workers(), loop, parts.time(), new ReadyLanes());
    }

    @Override
    public void submit(List<InFlight> messages) {
        loop.assertCurrent();
        if (messages.isEmpty()) {
            return;
        }
        if (lingering.isNeeded() && !messages.get(0).queue().isGivenUp()) {
            long now = time.nanoTime();
            messages.forEach(message -> message.arrived(now));
        }
        ready.addAll(lanes.add(messages));
        calls.moreWork();
        retries.makeRoom(messages.get(0).queue());
    }

    @Override
    public List<InFlight> withdraw(ProcessQueue window) {
        loop.assertCurrent();
        List<InFlight> withdrawn = new ArrayList<>();
        for (Lane lane : lanes.all()) {
            withdrawn.addAll(lane.withdraw(window));
            retries.withdrawn(lane, window);
            lanes.forgetIfIdle(lane);
        }
        lanes.discard(window);
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

    /** Lanes that are not idle, for tests and diagnostics. On the loop. */
    int lanes() {
        return lanes.size();
    }

    private void letGo(Lane lane) {
        if (lane.letGo()) {
            makeReady(lane);
        } else {
            lanes.forgetIfIdle(lane);
        }
    }

    private void makeReady(Lane lane) {
        ready.add(lane);
        calls.moreWork();
    }

    private void spread(List<InFlight> messages) {
        ready.addAll(lanes.spread(messages));
        calls.moreWork();
    }

    /** Lanes whose oldest message may begin, the one that has waited longest first. */
    private final class ReadyLanes implements ListenerCalls.Work {

        @Override
        public boolean isEmpty() {
            return ready.isEmpty();
        }

        @Override
        public @Nullable Call claim() {
            for (Lane lane = ready.poll(); lane != null; lane = ready.poll()) {
                List<InFlight> messages = lane.claim(settings.batching().size());
                if (messages != null) {
                    return new Call(messages);
                }
            }
            return null;
        }

        @Override
        public boolean ended(Call call, @Nullable ConsumeResult result, Results toLoop) {
            InFlight first = call.message(0);
            Lane lane = laneOf(first);
            ConsumeResult outcome = simplified(result);
            if (outcome != null && !(outcome instanceof ConsumeResult.Success)) {
                lane.failed = call;
                toLoop.push(first, outcome);
                return true;
            }
            // Before the results are there to be taken: a lane that is found idle then is forgotten.
            if (lane.letGo(lingering.isNeeded() ? time.nanoTime() : 0)) {
                ready.add(lane);
            }
            toLoop.push(call, outcome);
            // The loop has to see to it that the lane waits no longer than it may.
            return lingering.isNeeded() && lane.isLingering();
        }

        @Override
        public void take(InFlight message) {
            ConsumeResult result = message.result();
            Lane lane = laneOf(message);
            if (result == null) {
                retries.left(lane, message);
            } else if (result instanceof ConsumeResult.Success) {
                retries.succeeded(lane, message);
            } else {
                Call call = Objects.requireNonNull(lane.failed, "no call has failed");
                lane.failed = null;
                retries.failed(lane, call, result);
            }
            lingering.watch(lane);
            lanes.forgetIfIdle(lane);
        }

        private static Lane laneOf(InFlight message) {
            return Objects.requireNonNull(message.lane, "a message outside the lanes");
        }

        private static @Nullable ConsumeResult simplified(@Nullable ConsumeResult result) {
            return result instanceof ConsumeResult.PerMessage each
                            && each.results().stream().allMatch(ConsumeResult.Success.class::isInstance)
                    ? ConsumeResult.success()
                    : result;
        }
    }
}
