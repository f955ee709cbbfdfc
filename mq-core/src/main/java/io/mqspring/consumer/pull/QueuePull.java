package io.mqspring.consumer.pull;

import io.mqspring.consumer.NoPositionException;
import io.mqspring.consumer.Ordering;
import io.mqspring.consumer.QueueProgress;
import io.mqspring.consumer.claim.Tenure;
import io.mqspring.consumer.offset.BrokerLink;
import io.mqspring.consumer.offset.OffsetStore;
import io.mqspring.consumer.process.InFlight;
import io.mqspring.consumer.process.ProcessQueue;
import io.mqspring.consumer.process.ProgressListener;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.MessageView;
import io.mqspring.message.TopicNames;
import io.mqspring.protocol.Claimant;
import io.mqspring.protocol.PullMessageResponse;
import io.mqspring.runtime.Backoff;
import io.mqspring.runtime.Cancellable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One owned queue: at most one pull under way, the next one as soon as permits allow. A pull is asked for when the one
 * before was answered, when permits come back, when bytes are free, and when the topic is resumed; there is no polling of
 * conditions. Confined to the client's loop, except {@link #progress()}.
 */
final class QueuePull implements ProgressListener {

    private static final Logger log = LoggerFactory.getLogger(QueuePull.class);
    /** What an answer may be late after the broker's hold is over. */
    private static final Duration HOLD_MARGIN = Duration.ofSeconds(15);

    private static final Duration STALLED = Duration.ofSeconds(120);
    private static final Duration REFUSED_START = Duration.ofSeconds(30);
    private static final Backoff START = new Backoff(Duration.ofMillis(200), 2, Duration.ofSeconds(5), 0.2);
    /** A broker that does not hold pulls is asked less and less eagerly. */
    private static final Duration HARDLY_HELD = Duration.ofMillis(100);

    private static final int HARDLY_HELD_LIMIT = 3;
    /** An offset that differs from any that may be committed. */
    private static final long NOT_COMMITTED = -1;

    private enum State {
        /** Has no start yet. */
        STARTING,
        /** May pull when permits allow. */
        IDLE,
        /** A pull is under way. */
        PULLING,
        /** Pulls again when a timer ends. */
        PAUSING,
        /** Behind what the broker keeps, and told not to go on by itself; looks now and then whether somebody has moved it. */
        BEHIND,
        /** Given up. */
        CLOSED
    }

    private final PullContext context;
    private final Subscription subscription;
    private final MessageQueue queue;
    private final FlowControl flow;
    private final OffsetStore offsets;
    private final Tenure tenure;
    private volatile State state = State.STARTING;
    /** Whether the group has no offset and must not begin by itself, as of the last look. */
    private volatile boolean startRefused;

    private boolean paused;
    private volatile @Nullable ProcessQueue window;
    private CompletableFuture<Void> dropped = CompletableFuture.completedFuture(null);
    private Cancellable timer = () -> {};
    private long nextOffset;
    private long minimum;
    private long suggestedBrokerId;
    private int pullNumber;
    private int failures;
    private int hardlyHeld;
    /** Whether the broker's last word was to go on where this queue was already. */
    private boolean movedInPlace;

    private long pulledAtNanos;
    private volatile long brokerMaxOffset = -1;
    private volatile long lastPullMillis;
    private volatile long lastConsumeMillis;

    QueuePull(PullContext context, Subscription subscription, MessageQueue queue, boolean paused) {
        this.context = context;
        this.subscription = subscription;
        this.queue = queue;
        this.paused = paused;
        this.offsets = context.offsets();
        this.tenure =
                context.around().tenures().begin(queue, subscription.settings().ordering() == Ordering.QUEUE);
        tenure.onLost(this::lost);
        this.flow = new FlowControl(subscription.settings().pulling(), context.shareOf(queue.topic()), this::pump);
    }

    String topic() {
        return queue.topic();
    }

    /**
     * Takes possession, finds where to start, and pulls.
     *
     * @param delay before the committed offset is read, unless it is known that nobody can be busy with the queue
     */
    void begin(Duration delay) {
        tenure.acquire().whenComplete((settled, failure) -> {
            if (state != State.STARTING) {
                return;
            }
            if (failure != null) {
                startFailed(failure);
            } else {
                timer = context.loop().schedule(this::findStart, settled ? Duration.ZERO : delay);
            }
        });
    }

    /** The term in which this member has the queue. */
    Tenure tenure() {
        return tenure;
    }

    /** Completes when nothing runs any more of what was dropped because its lock was lost. */
    CompletableFuture<Void> dropped() {
        return dropped;
    }

    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
        pump();
    }

    /** Goes on at another offset, whatever was pulled. */
    void resetTo(long offset) {
        ProcessQueue current = window;
        if (state == State.CLOSED) {
            return;
        }
        if (current == null) {
            // Not begun: the start is looked up, and finds this.
            commitNow(offset);
            return;
        }
        log.info("{}: told to go on at offset {} of {}", context.group(), offset, queue);
        stopPulling();
        restartAt(current, offset);
        pump();
    }

    /** What the pull under way will bring is of no use any more. */
    private void stopPulling() {
        if (state == State.PULLING) {
            pullNumber++;
            flow.settle(0, 0);
            state = State.IDLE;
        }
    }

    /** Goes on at another offset, whatever was pulled, and leaves it to others to commit that. */
    void seek(long offset) {
        ProcessQueue current = window;
        if (state == State.CLOSED) {
            return;
        }
        if (current == null || state == State.BEHIND) {
            timer.cancel();
            if (current != null) {
                drop(current);
            }
            startAt(offset);
        } else {
            stopPulling();
            renewAt(current, offset);
        }
        // The broker has something else, or nothing.
        offsets.begin(queue, NOT_COMMITTED);
        offsets.reset(queue, offset);
        pump();
    }

    /** Where this queue stands. Any thread: what it tells was true at nearly the same time. */
    QueueProgress progress() {
        ProcessQueue current = window;
        return new QueueProgress(
                queue,
                offsets.consumed(queue).orElse(-1),
                offsets.committed(queue).orElse(-1),
                current == null ? 0 : current.size(),
                current == null ? 0 : current.bytes(),
                current == null ? 0 : current.running(),
                brokerMaxOffset,
                current == null ? -1 : current.oldestStoreTimestamp(),
                lastPullMillis,
                lastConsumeMillis,
                state == State.BEHIND,
                state == State.STARTING && startRefused);
    }

    @Override
    public void onProgress(ProcessQueue source, int messages, long bytes) {
        if (source != window) {
            return;
        }
        flow.release(messages, bytes, FlowControl.Return.FINISHED);
        lastConsumeMillis = context.around().time().wallMillis();
        offsets.update(queue, source.committableOffset());
        pump();
    }

    /** Asks again when a pull has not been answered for so long that its answer must be lost. */
    void checkStalled() {
        long age = context.around().time().nanoTime() - pulledAtNanos;
        if (state == State.PULLING && age > STALLED.toNanos()) {
            log.warn(
                    "{}: no answer to a pull from {} for {} s, pulling again from {}",
                    context.group(),
                    queue,
                    Duration.ofNanos(age).toSeconds(),
                    nextOffset);
            pullNumber++;
            flow.settle(0, 0);
            state = State.IDLE;
            pump();
        }
    }

    /** Pulls no more; what was pulled and no listener has begun is left. The window, if there was a start. */
    Optional<ProcessQueue> close() {
        state = State.CLOSED;
        pullNumber++;
        timer.cancel();
        context.trouble().forget(queue);
        return Optional.ofNullable(window);
    }

    /** Returns what a closed queue still holds. */
    void release() {
        ProcessQueue last = window;
        window = null;
        if (last != null) {
            last.abandon();
        }
        flow.release(flow.messagesOut(), flow.bytesOut(), FlowControl.Return.DROPPED);
    }

    private void findStart() {
        if (state != State.STARTING) {
            return;
        }
        context.starts().startOf(queue, subscription.settings().startFrom()).whenComplete((start, failure) -> {
            if (state != State.STARTING) {
                return;
            }
            if (failure != null) {
                startFailed(failure);
            } else if (start.isEmpty()) {
                startRefused = true;
                context.router()
                        .blocked(
                                queue,
                                new NoPositionException(
                                        queue,
                                        "group " + context.group() + " has no offset on " + queue
                                                + " and is told not to begin by itself"));
                timer = context.loop().schedule(this::findStart, REFUSED_START);
            } else {
                startAt(start.getAsLong());
            }
        });
    }

    private void startFailed(Throwable failure) {
        failures++;
        context.trouble().failed(queue, failure, failures);
        timer = context.loop()
                .schedule(
                        () -> begin(Duration.ZERO),
                        START.delay(failures, context.around().random()));
    }

    /** The lock is gone: nothing more is begun, and when what runs has ended and the lock is back, it all begins again. */
    private void lost() {
        ProcessQueue current = window;
        if (state == State.CLOSED || current == null) {
            return;
        }
        pullNumber++;
        timer.cancel();
        if (state == State.PULLING) {
            flow.settle(0, 0);
        }
        state = State.STARTING;
        window = null;
        dropped = current.giveUp();
        context.router().discard(current);
        flow.release(current.size(), current.bytes(), FlowControl.Return.DROPPED);
        offsets.forget(queue);
        dropped.thenRun(() -> {
            if (state == State.STARTING && window == null) {
                begin(Duration.ZERO);
            }
        });
    }

    private void startAt(long offset) {
        failures = 0;
        offsets.begin(queue, offset);
        window = newWindow(offset);
        nextOffset = offset;
        state = State.IDLE;
        pump();
    }

    private void pump() {
        ProcessQueue current = window;
        if (state == State.IDLE && !paused && current != null && flow.request(current) == FlowControl.Answer.GRANTED) {
            pull();
        }
    }

    private void pull() {
        PullSurroundings around = context.around();
        Optional<String> address = around.routes().readAddress(queue.brokerName(), suggestedBrokerId);
        if (address.isEmpty()) {
            failed(new IllegalStateException("no address of broker " + queue.brokerName() + " is known"));
            return;
        }
        boolean master = address.equals(around.routes().masterAddress(queue.brokerName()));
        OptionalLong consumed = master ? offsets.toCarry(queue) : OptionalLong.empty();
        PullRequest request = new PullRequest(queue, nextOffset, flow.messagesPerPull(), flow.bytesPerPull(), consumed);
        Duration hold = subscription.settings().pulling().hold();
        Duration limit = subscription.settings().pulling().longPolling()
                ? hold.plus(HOLD_MARGIN)
                : around.link().timeout();
        Claimant claimant = tenure.claimant().orElse(null);
        state = State.PULLING;
        int number = ++pullNumber;
        pulledAtNanos = around.time().nanoTime();
        around.link()
                .ask(address.get(), request.toWire(context.group(), subscription, claimant), limit)
                .whenComplete((answer, failure) -> answered(number, answer, failure));
        if (consumed.isPresent()) {
            offsets.carried(queue, consumed.getAsLong());
        }
    }

    private void answered(int number, @Nullable PullMessageResponse answer, @Nullable Throwable failure) {
        ProcessQueue current = window;
        if (number != pullNumber || current == null) {
            if (answer != null) {
                answer.batch().close();
            }
            return;
        }
        state = State.IDLE;
        if (answer == null) {
            failed(failure == null ? new IllegalStateException("no answer") : failure);
            return;
        }
        context.trouble().succeeded(queue);
        failures = 0;
        suggestedBrokerId = answer.suggestedBrokerId();
        brokerMaxOffset = answer.maxOffset();
        lastPullMillis = context.around().time().wallMillis();
        switch (answer.status()) {
            case FOUND -> found(current, answer);
            case NOTHING_NEW, NOTHING_MATCHED -> nothing(current, answer);
            case OFFSET_MOVED -> moved(current, answer);
        }
    }

    private void found(ProcessQueue current, PullMessageResponse answer) {
        List<InFlight> entered;
        try (var batch = answer.batch()) {
            entered = current.put(matching(batch.toViews(queue.brokerName())), answer.nextOffset());
        } catch (RuntimeException e) {
            failed(e);
            return;
        }
        long bytes = 0;
        for (InFlight message : entered) {
            bytes += message.bytes();
        }
        flow.settle(entered.size(), bytes);
        nextOffset = answer.nextOffset();
        hardlyHeld = 0;
        movedInPlace = false;
        context.router().submit(entered);
        offsets.update(queue, current.committableOffset());
        pump();
    }

    private List<MessageView> matching(List<MessageView> views) {
        if (subscription.trustsBroker()) {
            return views;
        }
        List<MessageView> matching = new ArrayList<>(views.size());
        for (MessageView view : views) {
            if (subscription.wants(view)) {
                matching.add(view);
            }
        }
        return matching;
    }

    private void nothing(ProcessQueue current, PullMessageResponse answer) {
        answer.batch().close();
        flow.settle(0, 0);
        movedInPlace = false;
        boolean further = answer.nextOffset() > nextOffset;
        current.put(List.of(), answer.nextOffset());
        nextOffset = answer.nextOffset();
        offsets.update(queue, current.committableOffset());
        Duration pause = further ? Duration.ZERO : pauseAfterNothing();
        if (pause.isZero()) {
            pump();
        } else {
            pumpAfter(pause);
        }
    }

    private Duration pauseAfterNothing() {
        if (!subscription.settings().pulling().longPolling()) {
            return subscription.settings().pulling().shortPollInterval();
        }
        long held = context.around().time().nanoTime() - pulledAtNanos;
        hardlyHeld = held < HARDLY_HELD.toNanos() ? hardlyHeld + 1 : 0;
        return hardlyHeld > HARDLY_HELD_LIMIT ? HARDLY_HELD : Duration.ZERO;
    }

    private void moved(ProcessQueue current, PullMessageResponse answer) {
        answer.batch().close();
        flow.settle(0, 0);
        long from = nextOffset;
        long to = answer.nextOffset();
        // A broker that refuses an offset which it has was told by somebody to move the group.
        boolean reset = from >= answer.minOffset() && from <= answer.maxOffset();
        if (from == to && (!reset || movedInPlace)) {
            failed(new IllegalStateException("the broker refuses offset " + from + " and names no other"));
            return;
        }
        if (from < answer.minOffset()) {
            switch (subscription.settings().whenBehindMinimum()) {
                case EARLIEST -> to = answer.minOffset();
                case LATEST -> to = TopicNames.isRetryTopic(queue.topic()) ? answer.minOffset() : answer.maxOffset();
                case FAIL -> {
                    stayBehind(from, answer.minOffset());
                    return;
                }
            }
        }
        movedInPlace = from == to;
        if (reset) {
            log.info("{}: the group was moved to offset {} of {}, from {}", context.group(), to, queue, from);
        } else {
            log.warn(
                    "{}: {} has no offset {} (it has {} to {}), going on at {}: {} messages are skipped",
                    context.group(),
                    queue,
                    from,
                    answer.minOffset(),
                    answer.maxOffset(),
                    to,
                    Math.max(0, to - from));
        }
        if (to > from && !reset) {
            // What is in the window is gone at the broker: it is consumed, but its offsets mean nothing any more.
            current.put(List.of(), to);
            goOnAt(to);
        } else {
            restartAt(current, to);
        }
        context.around().observer().onOffsetMoved(context.group(), queue.topic(), queue.queueId(), from, to);
        pump();
    }

    private ProcessQueue newWindow(long start) {
        return tenure.isLocked()
                ? new ProcessQueue(queue, start, this, tenure::mayBegin)
                : new ProcessQueue(queue, start, this);
    }

    /** Drops what was pulled. */
    private void restartAt(ProcessQueue current, long to) {
        renewAt(current, to);
        goOnAt(to);
    }

    private void renewAt(ProcessQueue current, long to) {
        drop(current);
        window = newWindow(to);
        nextOffset = to;
    }

    private void goOnAt(long to) {
        nextOffset = to;
        offsets.reset(queue, to);
        commitNow(to);
    }

    private void commitNow(long to) {
        offsets.commit(queue, to).exceptionally(failure -> {
            log.debug("{}: the new offset of {} is committed later", context.group(), queue, BrokerLink.cause(failure));
            return null;
        });
    }

    private void drop(ProcessQueue current) {
        flow.release(current.size(), current.bytes(), FlowControl.Return.DROPPED);
        current.abandon();
        context.router().discard(current);
    }

    private void stayBehind(long from, long kept) {
        state = State.BEHIND;
        minimum = kept;
        log.error(
                "{}: {} has no offset {} any more (it begins at {}), so {} messages are lost to the group, and it is told not"
                        + " to go on by itself: the queue is not consumed. Set the group's offset to {} or higher, or"
                        + " mq.listener.when-behind-minimum to earliest or latest",
                context.group(),
                queue,
                from,
                kept,
                kept - from,
                kept);
        context.router()
                .blocked(
                        queue,
                        new NoPositionException(
                                queue,
                                "group " + context.group() + " is at offset " + from + " of " + queue
                                        + ", which begins at " + kept));
        lookAgainLater();
    }

    private void lookAgainLater() {
        timer = context.loop().schedule(this::lookAgain, REFUSED_START);
    }

    private void lookAgain() {
        if (state == State.BEHIND) {
            offsets.fetch(queue).whenComplete((committed, failure) -> {
                ProcessQueue current = window;
                if (state != State.BEHIND || current == null) {
                    return;
                }
                if (failure != null || committed.isEmpty() || committed.getAsLong() < minimum) {
                    lookAgainLater();
                    return;
                }
                log.info(
                        "{}: {} goes on at {}, where its offset was set to",
                        context.group(),
                        queue,
                        committed.getAsLong());
                drop(current);
                startAt(committed.getAsLong());
            });
        }
    }

    private void failed(Throwable failure) {
        flow.settle(0, 0);
        suggestedBrokerId = 0;
        failures++;
        context.around().link().note(queue.brokerName(), failure);
        pumpAfter(context.trouble().failed(queue, failure, failures));
    }

    private void pumpAfter(Duration pause) {
        state = State.PAUSING;
        timer = context.loop()
                .schedule(
                        () -> {
                            if (state == State.PAUSING) {
                                state = State.IDLE;
                                pump();
                            }
                        },
                        pause);
    }
}
