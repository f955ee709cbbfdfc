package io.mqspring.broker.pop;

import io.mqspring.message.MessageView;
import io.mqspring.message.RecordBatch;
import io.mqspring.message.RecordContent;
import io.mqspring.message.TopicNames;
import io.mqspring.runtime.Cancellable;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.store.AppendCallback;
import io.mqspring.store.AppendRefusal;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has messages come again that were not acknowledged in time: a copy goes to the group's retry topic, or when the group's
 * attempts are used up to its dead-letter topic; then the message counts as consumed. A message of an ordered queue stays
 * where it is and may be handed out again. Under the lock of {@link PopTable}.
 */
final class Returns {

    private static final Logger log = LoggerFactory.getLogger(Returns.class);
    private static final long NOT_ARMED = Long.MAX_VALUE;
    /** The wall clock may be set, so nothing sleeps for longer. */
    private static final long LONGEST_SLEEP = 60_000;

    private static final long RETRY = 1000;
    private static final long LATE_RETRY = 60_000;
    /** So many messages at a time; others get their turn in between. */
    private static final int RUN = 256;
    /** Most messages are acknowledged long before they are due: what is left of them is cleared away now and then. */
    private static final int CLEAN_AT = 4096;

    private final PopParts parts;
    private final Supplier<SerialExecutor> executor;
    private final Consumer<PopKey> onReturn;
    private final PriorityQueue<Expected> expected = new PriorityQueue<>(Comparator.comparingLong(Expected::due));
    private Cancellable armed = () -> {};
    private long armedFor = NOT_ARMED;
    private int cleanAt = CLEAN_AT;

    /** A message that may have to come again; not if its due time is another by then. */
    private record Expected(long due, PopQueue queue, Handout handout) {}

    /**
     * @param onReturn told when a message is not out any more, or may be handed out again
     */
    Returns(PopParts parts, Supplier<SerialExecutor> executor, Consumer<PopKey> onReturn) {
        this.parts = parts;
        this.executor = executor;
        this.onReturn = onReturn;
    }

    /** A message is out, or its due time is another. */
    void expect(PopQueue queue, Handout handout) {
        expected.add(new Expected(handout.due, queue, handout));
        if (expected.size() >= cleanAt) {
            expected.removeIf(entry -> !isOut(entry));
            cleanAt = Math.max(CLEAN_AT, 2 * expected.size());
        }
    }

    /** Sees to it that the earliest is not overslept. */
    void arm() {
        Expected next = expected.peek();
        if (next == null || next.due() >= armedFor) {
            return;
        }
        armed.cancel();
        armedFor = next.due();
        long sleep = Math.max(0, Math.min(next.due() - parts.time().wallMillis(), LONGEST_SLEEP));
        armed = executor.get().schedule(() -> parts.table().run(this::fire), Duration.ofMillis(sleep));
    }

    private void fire() {
        armedFor = NOT_ARMED;
        long now = parts.time().wallMillis();
        for (int i = 0; i < RUN; i++) {
            Expected next = expected.peek();
            if (next == null || next.due() > now) {
                break;
            }
            expected.remove();
            if (isOut(next)) {
                comeAgain(next.queue(), next.handout());
            }
        }
        arm();
    }

    private boolean isOut(Expected next) {
        Handout handout = next.handout();
        return handout.due == next.due()
                && !handout.returning
                && next.queue().out.get(handout.offset) == handout
                && parts.table().isCurrent(next.queue());
    }

    private void comeAgain(PopQueue queue, Handout handout) {
        if (queue.ordered) {
            onReturn.accept(queue.key);
            return;
        }
        Optional<RecordBatch> record = QueuePop.read(parts.store(), queue.key, handout.offset);
        if (record.isEmpty()) {
            log.warn(
                    "The message at {} of {}/{}, which group {} has not acknowledged, cannot be read any more and is lost",
                    handout.offset,
                    queue.key.topic(),
                    queue.key.queueId(),
                    queue.key.group());
            end(queue, handout);
            return;
        }
        try (RecordBatch batch = record.get()) {
            append(queue, handout, batch.toViews(parts.brokerName()).get(0), true);
        }
    }

    private void append(PopQueue queue, Handout handout, MessageView message, boolean marked) {
        handout.returning = true;
        RecordContent content = copy(queue, handout, message, marked);
        parts.store().append(content, true, new AppendCallback() {
            @Override
            public void onAppended(long physicalOffset, long queueOffset, long storeTimestamp) {
                submit(() -> end(queue, handout));
            }

            @Override
            public void onRefused(AppendRefusal refusal) {
                submit(() -> {
                    if (refusal == AppendRefusal.TOO_LARGE && marked) {
                        append(queue, handout, message, false);
                    } else {
                        postpone(queue, handout, refusal);
                    }
                });
            }
        });
    }

    private RecordContent copy(PopQueue queue, Handout handout, MessageView message, boolean marked) {
        String group = queue.key.group();
        int failed = message.reconsumeTimes() + (handout.suspended ? 0 : 1);
        boolean dead = failed > parts.groups().findOrCreate(group).retryMaxTimes();
        String own = queue.key.topic();
        String topic = dead
                ? TopicNames.deadLetterTopic(group)
                : TopicNames.isRetryTopic(own) ? own : TopicNames.popRetryTopic(group, own);
        parts.topics().createIfAbsent(topic, 1);
        return PopRecords.again(message, topic, group, handout.popTime, failed, parts.storeHost(), marked);
    }

    private void postpone(PopQueue queue, Handout handout, AppendRefusal refusal) {
        if (refusal != AppendRefusal.CLOSED) {
            log.warn(
                    "The message at {} of {}/{}, which group {} has not acknowledged, cannot be stored to come again ({}):"
                            + " tried again later",
                    handout.offset,
                    queue.key.topic(),
                    queue.key.queueId(),
                    queue.key.group(),
                    refusal);
        }
        handout.returning = false;
        handout.due = parts.time().wallMillis() + (refusal == AppendRefusal.TOO_LARGE ? LATE_RETRY : RETRY);
        expect(queue, handout);
        arm();
    }

    private void end(PopQueue queue, Handout handout) {
        if (queue.out.remove(handout.offset, handout)) {
            parts.table().changed(queue);
            onReturn.accept(queue.key);
        }
    }

    private void submit(Runnable task) {
        try {
            executor.get().execute(() -> parts.table().run(task));
        } catch (RejectedExecutionException e) {
            // Justification: the broker is closed; what is still saved as handed out comes again after the next start.
            log.trace("popping ends");
        }
    }
}
