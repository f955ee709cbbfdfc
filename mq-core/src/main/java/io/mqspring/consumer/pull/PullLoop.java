package io.mqspring.consumer.pull;

import io.mqspring.consumer.QueueProgress;
import io.mqspring.consumer.offset.OffsetStore;
import io.mqspring.consumer.offset.StartPositions;
import io.mqspring.consumer.process.Dispatcher;
import io.mqspring.message.MessageQueue;
import io.mqspring.runtime.Cancellable;
import io.mqspring.runtime.SerialExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps one pull under way for each queue that this member owns, as far as permits allow. Life: from {@link #start} to
 * {@link #stop}; queues come and go as the rebalance says. Confined to the client's loop, except {@link #progress}.
 */
public final class PullLoop {

    private static final Duration TICK = Duration.ofSeconds(5);
    /** How long running listeners of a queue that moves to another member are waited for. */
    private static final Duration MOVE_PATIENCE = Duration.ofSeconds(30);

    private final PullContext context;
    private final SerialExecutor loop;
    private final Map<String, Subscription> subscriptions = new HashMap<>();
    private final Map<MessageQueue, QueuePull> queues = new TreeMap<>();
    /** Given up, and not let go yet. */
    private final Map<MessageQueue, QueueRelease> releasing = new HashMap<>();

    private final Set<String> pausedTopics = new HashSet<>();
    private final Set<MessageQueue> pausedQueues = new HashSet<>();
    private volatile List<QueuePull> snapshot = List.of();
    private Cancellable tick = () -> {};
    private boolean stopped;

    /**
     * @param subscriptions one per topic, and that of the retry topic
     * @param dispatchers by topic; none for the retry topic, whose messages go to the dispatcher of their first topic
     */
    public PullLoop(
            String group,
            Collection<Subscription> subscriptions,
            Map<String, Dispatcher> dispatchers,
            OffsetStore offsets,
            StartPositions starts,
            PullSurroundings around) {
        this.context = new PullContext(
                group,
                offsets,
                starts,
                new MessageRouter(group, dispatchers),
                new PullTrouble(group, around.heartbeatSoon(), around.random()),
                around,
                new HashMap<>());
        this.loop = context.loop();
        subscriptions.forEach(subscription -> this.subscriptions.put(subscription.topic(), subscription));
    }

    /** Begins to look after its queues. */
    public void start() {
        loop.assertCurrent();
        tick.cancel();
        tick = loop.scheduleWithFixedDelay(this::lookAfter, TICK);
    }

    /**
     * Pulls from a queue from now on; does nothing if it does already, or after {@link #stop}.
     *
     * @param delay before the committed offset is read
     */
    public void takeUp(MessageQueue queue, Duration delay) {
        loop.assertCurrent();
        Subscription subscription = subscriptions.get(queue.topic());
        if (subscription == null) {
            throw new IllegalArgumentException("group " + context.group() + " does not subscribe to " + queue.topic());
        }
        if (stopped) {
            return;
        }
        QueueRelease before = releasing.get(queue);
        if (before != null) {
            before.done().thenRun(() -> loop.execute(() -> takeUp(queue, delay)));
            return;
        }
        if (!queues.containsKey(queue)) {
            boolean paused = pausedTopics.contains(queue.topic()) || pausedQueues.contains(queue);
            QueuePull pull = new QueuePull(context, subscription, queue, paused);
            queues.put(queue, pull);
            publish();
            pull.begin(delay);
        }
    }

    /**
     * Leaves a queue to another member.
     *
     * @return completes on the loop when nothing of the queue runs here, or its time is over; never exceptionally
     */
    public CompletableFuture<Void> giveUp(MessageQueue queue) {
        return release(queue, true, MOVE_PATIENCE);
    }

    /** Pulls a topic from now on as a subscription says; queues that are pulled already go on as they do. */
    public void subscribe(Subscription subscription) {
        loop.assertCurrent();
        subscriptions.put(subscription.topic(), subscription);
    }

    /**
     * Gives a queue up that nobody takes over, waiting for nothing.
     *
     * @return completes on the loop when what is to be committed is; never exceptionally
     */
    public CompletableFuture<Void> drop(MessageQueue queue) {
        return release(queue, false, Duration.ZERO);
    }

    /**
     * Goes on at another offset of an owned queue, and commits nothing. What was pulled is dropped.
     *
     * @return false when it is not pulled, or not yet: {@link #takeUp} comes first
     */
    public boolean seek(MessageQueue queue, long offset) {
        loop.assertCurrent();
        QueuePull pull = queues.get(queue);
        if (pull != null) {
            pull.seek(offset);
        }
        return pull != null;
    }

    /** Stops pulling a queue, until it is resumed. */
    public void pause(MessageQueue queue) {
        loop.assertCurrent();
        pausedQueues.add(queue);
        QueuePull pull = queues.get(queue);
        if (pull != null) {
            pull.pause();
        }
    }

    /** Takes up pulling a queue again. */
    public void resume(MessageQueue queue) {
        loop.assertCurrent();
        pausedQueues.remove(queue);
        QueuePull pull = queues.get(queue);
        if (pull != null && !pausedTopics.contains(queue.topic())) {
            pull.resume();
        }
    }

    /** Stops pulling a topic; what was pulled is still consumed. */
    public void pause(String topic) {
        loop.assertCurrent();
        pausedTopics.add(topic);
        ofTopic(topic).forEach(QueuePull::pause);
    }

    /** Takes up pulling a topic again. */
    public void resume(String topic) {
        loop.assertCurrent();
        pausedTopics.remove(topic);
        ofTopic(topic).forEach(QueuePull::resume);
    }

    /**
     * Gives up all queues: what no listener has begun is left, running listeners may finish, offsets are committed.
     *
     * @return completes on the loop when all is committed, or the time is over; never exceptionally
     */
    public CompletableFuture<Void> stop(Duration drainTimeout) {
        loop.assertCurrent();
        stopped = true;
        tick.cancel();
        List<CompletableFuture<Void>> releases = new ArrayList<>();
        for (QueueRelease before : List.copyOf(releasing.values())) {
            before.hurry(drainTimeout);
            releases.add(before.done());
        }
        for (MessageQueue queue : List.copyOf(queues.keySet())) {
            releases.add(release(queue, false, drainTimeout));
        }
        return CompletableFuture.allOf(releases.toArray(CompletableFuture<?>[]::new));
    }

    /**
     * Goes on at another offset of an owned queue, and commits it: an operator has said so. What was pulled is dropped; what
     * runs may end. Does nothing for a queue that is not owned.
     */
    public void reset(MessageQueue queue, long offset) {
        loop.assertCurrent();
        QueuePull pull = queues.get(queue);
        if (pull != null) {
            pull.resetTo(offset);
        }
    }

    /** Where each owned queue stands, sorted by queue. Any thread. */
    public List<QueueProgress> progress() {
        List<QueuePull> current = snapshot;
        List<QueueProgress> progress = new ArrayList<>(current.size());
        for (QueuePull pull : current) {
            progress.add(pull.progress());
        }
        return progress;
    }

    private CompletableFuture<Void> release(MessageQueue queue, boolean moves, Duration patience) {
        loop.assertCurrent();
        QueuePull pull = queues.remove(queue);
        if (pull == null) {
            return CompletableFuture.completedFuture(null);
        }
        publish();
        QueueRelease release = new QueueRelease(context, queue, pull, moves);
        CompletableFuture<Void> released = release.start(patience);
        if (!released.isDone()) {
            releasing.put(queue, release);
            released.thenRun(() -> releasing.remove(queue, release));
        }
        return released;
    }

    private List<QueuePull> ofTopic(String topic) {
        return queues.values().stream()
                .filter(pull -> pull.topic().equals(topic))
                .toList();
    }

    private void lookAfter() {
        context.router().collect();
        context.router().watch();
        queues.values().forEach(QueuePull::checkStalled);
    }

    private void publish() {
        snapshot = List.copyOf(queues.values());
    }
}
