package io.mqspring.broker.pop;

import io.mqspring.message.TopicNames;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.store.ArrivalListener;
import io.mqspring.store.MessageStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands messages out, takes acknowledgements, and has what is not acknowledged in time come again. Thread safe: work is done
 * under the lock of {@link PopTable}, on an executor that is made when it is first needed.
 */
public final class PopService implements ArrivalListener {

    private static final Logger log = LoggerFactory.getLogger(PopService.class);
    /** Of a hundred pops, so many begin with what comes again, as official brokers have it; the others end with it. */
    private static final int RETRIES_FIRST = 20;

    private final PopParts parts;
    private final Supplier<SerialExecutor> maker;
    private final Returns returns;
    private final OfficialPops official;
    /** Who waits for messages of a group and topic that may not be handed out now; guarded by the table's lock. */
    private final Map<String, List<Runnable>> blocked = new HashMap<>();

    private @Nullable SerialExecutor executor;
    private boolean closed;

    /**
     * @param maker makes the executor
     */
    public PopService(PopParts parts, Supplier<SerialExecutor> maker) {
        this.parts = parts;
        this.maker = maker;
        this.returns = new Returns(parts, this::executor, this::wakeBlocked);
        this.official = new OfficialPops(parts, returns);
    }

    /** Has what was out when the broker ended come again in its time, also what was out at an official broker. */
    public void start() {
        parts.table().run(() -> {
            for (PopQueue queue : parts.table().all()) {
                queue.out.values().forEach(handout -> returns.expect(queue, handout));
            }
            returns.arm();
        });
        if (official.isBehind()) {
            readOfficial();
        }
    }

    @Override
    public void onArrival(String topic, int queueId, long offset, long tagsCode) {
        if (OfficialPops.isTopic(topic)) {
            readOfficial();
        }
    }

    private void readOfficial() {
        CompletableFuture<Void> read = new CompletableFuture<>();
        read.whenComplete((nothing, failure) -> {
            if (failure != null && !(failure instanceof RejectedExecutionException)) {
                log.warn("What was popped at an official broker cannot be read", failure);
            }
        });
        submit(
                () -> {
                    official.read();
                    read.complete(null);
                },
                read);
    }

    /**
     * Hands out what there is.
     *
     * @param wake run once, on some thread, when what may not be handed out now may be; never if the outcome has messages
     * @return fails with {@link RejectedExecutionException} when closed
     */
    public CompletableFuture<Popped> pop(PopWish wish, Runnable wake) {
        CompletableFuture<Popped> answer = new CompletableFuture<>();
        submit(() -> pop(wish, wake, answer), answer);
        return answer;
    }

    /**
     * A message is consumed. One that is not out, or was handed out again since, needs nothing.
     *
     * @return whether there is such a message at all
     */
    public CompletableFuture<Boolean> acknowledge(PopKey key, long popTime, List<Long> offsets) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        submit(
                () -> {
                    boolean known = true;
                    for (long offset : offsets) {
                        known &= offset >= 0 && offset < parts.store().maxOffset(key.topic(), key.queueId());
                        find(key, popTime, offset).ifPresent(found -> {
                            found.queue().out.remove(offset);
                            parts.table().changed(found.queue());
                        });
                    }
                    wakeBlocked(key);
                    answer.complete(known);
                },
                answer);
        return answer;
    }

    /**
     * Sets anew for how long a message is out.
     *
     * @param suspended whether coming again is not to count as an attempt
     * @return its new pop time; empty if it is not out, or was handed out again since
     */
    public CompletableFuture<OptionalLong> changeInvisibleTime(
            PopKey key, long popTime, long offset, long invisibleMillis, boolean suspended) {
        CompletableFuture<OptionalLong> answer = new CompletableFuture<>();
        submit(
                () -> {
                    Optional<Found> found = find(key, popTime, offset);
                    if (found.isEmpty()) {
                        answer.complete(OptionalLong.empty());
                        return;
                    }
                    PopQueue queue = found.get().queue();
                    Handout handout = found.get().handout();
                    long now = parts.time().wallMillis();
                    handout.popTime = now;
                    handout.due = QueuePop.due(now, invisibleMillis);
                    handout.suspended = suspended;
                    parts.table().changed(queue);
                    returns.expect(queue, handout);
                    returns.arm();
                    answer.complete(OptionalLong.of(now));
                },
                answer);
        return answer;
    }

    /** Hands out nothing from now on. What is out is saved by who saves the table. */
    public void close() {
        parts.table().run(() -> {
            closed = true;
            blocked.clear();
            SerialExecutor made = executor;
            if (made != null) {
                made.close();
            }
        });
    }

    private record Found(PopQueue queue, Handout handout) {}

    private Optional<Found> find(PopKey key, long popTime, long offset) {
        PopQueue queue = parts.table().find(key);
        Handout handout = queue == null ? null : queue.out.get(offset);
        return queue == null || handout == null || handout.popTime != popTime || handout.returning
                ? Optional.empty()
                : Optional.of(new Found(queue, handout));
    }

    private void pop(PopWish wish, Runnable wake, CompletableFuture<Popped> answer) {
        List<CompletableFuture<Void>> begun = new ArrayList<>();
        List<PopQueue> queues = queues(wish, begun);
        List<PopQueue> retries = wish.order() ? List.of() : retries(wish, begun);
        // Where a group begins must be safe before it is told of a message: else a crash lets it begin elsewhere.
        CompletableFuture<Void> all = CompletableFuture.allOf(begun.toArray(new CompletableFuture<?>[0]));
        if (!all.isDone()) {
            all.whenComplete((safe, failure) -> submit(() -> pop(wish, wake, answer), answer));
            return;
        }
        QueuePop pop = new QueuePop(parts, wish, returns::expect);
        try {
            boolean retriesFirst = parts.random().nextInt(100) < RETRIES_FIRST;
            if (retriesFirst) {
                retries.forEach(queue -> pop.take(queue, true));
            }
            queues.forEach(queue -> pop.take(queue, false));
            if (!retriesFirst) {
                retries.forEach(queue -> pop.take(queue, true));
            }
        } catch (RuntimeException e) {
            pop.records().closeAll();
            throw e;
        }
        queues.forEach(parts.table()::changed);
        retries.forEach(parts.table()::changed);
        returns.arm();
        PoppedRecords records = pop.records();
        if (records.isEmpty()) {
            if (!wish.order() && retries.isEmpty()) {
                records.watch.add(new Popped.Watch(TopicNames.popRetryTopic(wish.group(), wish.topic()), 0, 0, true));
            }
            if (records.blocked) {
                blocked.computeIfAbsent(blockedKey(wish.group(), wish.topic()), key -> new ArrayList<>())
                        .add(wake);
            }
        }
        answer.complete(records.toPopped(wish.order() ? QueuePop.ORDERED_REVIVE_QUEUE : 0));
    }

    private List<PopQueue> queues(PopWish wish, List<CompletableFuture<Void>> begun) {
        List<PopQueue> queues = new ArrayList<>();
        if (wish.queueId() >= 0) {
            queues.add(queue(new PopKey(wish.group(), wish.topic(), wish.queueId()), wish.atEnd(), begun));
            return queues;
        }
        // Each pop begins with another queue, so that a busy one does not keep the others waiting.
        int first = parts.random().nextInt(wish.queues());
        for (int i = 0; i < wish.queues(); i++) {
            int queueId = (first + i) % wish.queues();
            queues.add(queue(new PopKey(wish.group(), wish.topic(), queueId), wish.atEnd(), begun));
        }
        return queues;
    }

    private List<PopQueue> retries(PopWish wish, List<CompletableFuture<Void>> begun) {
        String topic = TopicNames.popRetryTopic(wish.group(), wish.topic());
        List<PopQueue> queues = new ArrayList<>();
        var found = parts.topics().find(topic);
        for (int queueId = 0; found != null && queueId < found.readQueues(); queueId++) {
            queues.add(queue(new PopKey(wish.group(), topic, queueId), false, begun));
        }
        return queues;
    }

    private PopQueue queue(PopKey key, boolean atEnd, List<CompletableFuture<Void>> begun) {
        PopQueue known = parts.table().find(key);
        if (known != null) {
            return known;
        }
        OptionalLong committed = parts.offsets().committed(key.group(), key.topic(), key.queueId());
        if (committed.isPresent()) {
            return parts.table().add(key, committed.getAsLong());
        }
        long start = start(key, atEnd);
        begun.add(parts.offsets().commitSafely(key.group(), key.topic(), key.queueId(), start));
        return parts.table().add(key, start);
    }

    /** As official brokers have it: at the end means with the newest message, and for a young queue with the first one. */
    private long start(PopKey key, boolean atEnd) {
        MessageStore store = parts.store();
        long min = store.minOffset(key.topic(), key.queueId());
        long max = store.maxOffset(key.topic(), key.queueId());
        boolean young = min <= 0 && (max == 0 || store.isRecent(key.topic(), key.queueId(), 0));
        return !atEnd ? min : young ? 0 : Math.max(min, max - 1);
    }

    /** A message of a group and topic is not out any more, or may be handed out again. */
    private void wakeBlocked(PopKey key) {
        List<Runnable> waiting = blocked.remove(blockedKey(key.group(), key.topic()));
        if (waiting != null) {
            waiting.forEach(Runnable::run);
        }
    }

    private static String blockedKey(String group, String topic) {
        return topic + "@" + group;
    }

    private void submit(Runnable task, CompletableFuture<?> answer) {
        try {
            executor().execute(() -> parts.table().run(() -> {
                if (closed) {
                    answer.completeExceptionally(new RejectedExecutionException("the broker is closing"));
                    return;
                }
                try {
                    task.run();
                } catch (RuntimeException e) {
                    answer.completeExceptionally(e);
                }
            }));
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(e);
        }
    }

    private SerialExecutor executor() {
        SerialExecutor[] made = new SerialExecutor[1];
        parts.table().run(() -> {
            SerialExecutor present = executor;
            if (present == null) {
                if (closed) {
                    throw new RejectedExecutionException("the broker is closing");
                }
                present = maker.get();
                executor = present;
                log.debug("messages are popped");
            }
            made[0] = present;
        });
        return made[0];
    }
}
