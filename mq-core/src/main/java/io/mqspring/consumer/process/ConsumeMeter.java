package io.mqspring.consumer.process;

import io.mqspring.consumer.AsyncMessageListener;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.message.MessageView;
import io.mqspring.runtime.TimeSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A listener that counts what another one does. Rates are since the look before the last one if that is a minute ago, else
 * since an earlier one. Thread safe if the listener is.
 */
public final class ConsumeMeter implements AsyncMessageListener {

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final double NANOS_PER_SECOND = 1_000_000_000;
    private static final long ROTATE_NANOS = 60_000_000_000L;

    private final AsyncMessageListener listener;
    private final TimeSource time;
    private final LongAdder ok = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder calls = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private Sample older;
    private Sample newer;

    private record Sample(long at, long ok, long failed, long calls, long nanos) {}

    /**
     * What was counted.
     *
     * @param okPerSecond messages consumed
     * @param failedPerSecond messages failed
     * @param meanMillis time of a listener call
     * @param failed messages failed since the start
     */
    public record Reading(double okPerSecond, double failedPerSecond, double meanMillis, long failed) {}

    /**
     * @param listener what is counted
     */
    public ConsumeMeter(AsyncMessageListener listener, TimeSource time) {
        this.listener = listener;
        this.time = time;
        this.older = new Sample(time.nanoTime(), 0, 0, 0, 0);
        this.newer = older;
    }

    @Override
    public CompletionStage<ConsumeResult> consume(List<MessageView> messages) {
        long begin = time.nanoTime();
        CompletionStage<ConsumeResult> stage;
        try {
            stage = listener.consume(messages);
        } catch (Throwable t) {
            count(messages.size(), begin, null);
            throw t;
        }
        if (stage instanceof CompletableFuture<ConsumeResult> future
                && future.isDone()
                && !future.isCompletedExceptionally()) {
            count(messages.size(), begin, future.join());
        } else if (stage != null) {
            stage.whenComplete((result, failure) -> count(messages.size(), begin, result));
        } else {
            count(messages.size(), begin, null);
        }
        return stage;
    }

    @Override
    public String name() {
        return listener.name();
    }

    /** The rates now. */
    public synchronized Reading read() {
        Sample now = new Sample(time.nanoTime(), ok.sum(), failed.sum(), calls.sum(), nanos.sum());
        Sample since = older;
        if (now.at - newer.at >= ROTATE_NANOS) {
            older = newer;
            newer = now;
        }
        double seconds = Math.max(1, (now.at - since.at) / NANOS_PER_SECOND);
        long between = now.calls - since.calls;
        return new Reading(
                (now.ok - since.ok) / seconds,
                (now.failed - since.failed) / seconds,
                between == 0 ? 0 : (double) (now.nanos - since.nanos) / between / NANOS_PER_MILLI,
                now.failed);
    }

    private void count(int messages, long begin, @Nullable ConsumeResult result) {
        calls.increment();
        nanos.add(time.nanoTime() - begin);
        if (result instanceof ConsumeResult.PerMessage each) {
            each.results().forEach(one -> count(1, one));
        } else {
            count(messages, result);
        }
    }

    private void count(int messages, @Nullable ConsumeResult result) {
        if (!(result instanceof ConsumeResult.Untried) && !(result instanceof ConsumeResult.Postponed)) {
            (result instanceof ConsumeResult.Success ? ok : failed).add(messages);
        }
    }
}
