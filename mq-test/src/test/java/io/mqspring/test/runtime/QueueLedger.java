package io.mqspring.test.runtime;

import io.mqspring.consumer.Ordering;
import io.mqspring.message.MessageView;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a group stands on one queue: what is done, and what runs. Holds the order that was asked for: of a queue that is worked
 * in order, nothing begins while anything of it runs anywhere or anything before it is not done; by keys, the same for those
 * with the same key. Confined to the thread of the test.
 */
final class QueueLedger {

    private final GroupPlan plan;
    private final String topic;
    private final int queueId;
    private final StoreWatch store;
    private final BitSet done = new BitSet();
    private final List<Running> running = new ArrayList<>();
    private long committed = -1;

    private record Running(Member member, MessageView view) {}

    QueueLedger(GroupPlan plan, String topic, int queueId, StoreWatch store) {
        this.plan = plan;
        this.topic = topic;
        this.queueId = queueId;
        this.store = store;
    }

    void begin(Member member, List<MessageView> views) {
        for (int i = 0; i < views.size(); i++) {
            MessageView view = views.get(i);
            if (plan.ordering() != Ordering.NONE) {
                checkAlone(member, view);
                checkNothingBefore(view, views.subList(0, i));
            }
        }
        views.forEach(view -> running.add(new Running(member, view)));
    }

    void end(Member member, List<MessageView> views) {
        running.removeIf(one -> one.member == member && views.contains(one.view));
    }

    void forget(Member member) {
        running.removeIf(one -> one.member == member);
    }

    void done(long offset) {
        done.set(Math.toIntExact(offset));
    }

    /** The lowest offset that is not done; what the group does not want, and what is no more, counts as done. */
    long lowestOpen() {
        return openFrom(0);
    }

    /** It may have forgotten commits that were not on disk. */
    void brokerDied() {
        committed = -1;
    }

    /**
     * @param mustNotFall whether nothing explains that it falls
     */
    void committed(long offset, boolean mustNotFall) {
        if (offset < committed && mustNotFall) {
            throw new AssertionError("the committed offset of " + this + " fell from " + committed + " to " + offset);
        }
        committed = offset;
    }

    private void checkAlone(Member member, MessageView view) {
        for (Running other : running) {
            // Only queues are locked: a member that was thought to be dead may go on with keys that another one has
            // taken over.
            boolean counts = plan.ordering() == Ordering.QUEUE || (other.member == member && sameKey(other.view, view));
            if (counts) {
                throw new AssertionError(member.node + " begins " + view.offset() + " of " + this + " while "
                        + other.member.node + " has " + other.view.offset());
            }
        }
    }

    private void checkNothingBefore(MessageView view, List<MessageView> inFront) {
        long open = lowestOpen();
        while (open < view.offset()) {
            long at = open;
            MessageView before = store.record(topic, queueId, at);
            boolean counts = plan.ordering() == Ordering.QUEUE || before == null || sameKey(before, view);
            if (counts && inFront.stream().noneMatch(one -> one.offset() == at)) {
                throw new AssertionError(
                        view.offset() + " of " + this + " begins before " + at + " is done: " + before);
            }
            open = openFrom(at + 1);
        }
        if (!inFront.isEmpty() && inFront.get(inFront.size() - 1).offset() >= view.offset()) {
            throw new AssertionError("a call has " + view.offset() + " of " + this + " behind a later one");
        }
    }

    private long openFrom(long from) {
        int open = done.nextClearBit((int) from);
        while (isNothingToDo(open)) {
            done.set(open);
            open = done.nextClearBit(open + 1);
        }
        return open;
    }

    private boolean isNothingToDo(long offset) {
        MessageView view = store.record(topic, queueId, offset);
        return view == null
                ? store.isGap(topic, queueId, offset)
                : plan.topics().contains(topic) && !plan.wants(view);
    }

    private static boolean sameKey(MessageView one, MessageView other) {
        @Nullable String key = Ledger.key(one);
        return key != null && Objects.equals(key, Ledger.key(other));
    }

    @Override
    public String toString() {
        return plan.group() + " on " + topic + "/" + queueId;
    }
}
