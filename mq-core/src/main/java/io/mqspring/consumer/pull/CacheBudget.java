package io.mqspring.consumer.pull;

import io.mqspring.runtime.SerialExecutor;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The bytes that all consumers of one client may keep together. Each of their topics may keep as much as is still free: one
 * whose listener is stuck ends at half of the budget, two at a third each, and something is always left for the others. A
 * queue of which nothing is kept may always pull. Confined to the client's loop.
 */
public final class CacheBudget {

    private final long limit;
    private final SerialExecutor loop;
    private final Set<Runnable> waiting = new LinkedHashSet<>();
    private long used;
    private boolean wakeUpUnderWay;

    /**
     * @param limit bytes of encoded records
     */
    public CacheBudget(long limit, SerialExecutor loop) {
        if (limit < 1) {
            throw new IllegalArgumentException("the budget of cached messages must be positive, but is " + limit
                    + ": set mq.client.max-cached-size to more");
        }
        this.limit = limit;
        this.loop = loop;
    }

    /** A part: for one topic of one consumer. */
    public Share share() {
        return new Share(this);
    }

    /** Bytes kept or expected by all. */
    public long used() {
        return used;
    }

    private void add(long bytes) {
        loop.assertCurrent();
        used += bytes;
    }

    private void giveBack(long bytes) {
        loop.assertCurrent();
        used -= bytes;
        if (bytes > 0 && !waiting.isEmpty() && !wakeUpUnderWay) {
            wakeUpUnderWay = true;
            loop.execute(this::wakeAll);
        }
    }

    /** Everyone asks again, the one that has waited longest first; who is refused waits behind the others. */
    private void wakeAll() {
        wakeUpUnderWay = false;
        List<Runnable> woken = new ArrayList<>(waiting);
        waiting.clear();
        woken.forEach(Runnable::run);
    }

    /** What is kept of one topic. Confined to the client's loop. */
    public static final class Share {

        private final CacheBudget budget;
        private long used;

        private Share(CacheBudget budget) {
            this.budget = budget;
        }

        /** Bytes kept or expected. */
        public long used() {
            return used;
        }

        boolean allows(long bytes) {
            return used + bytes <= budget.limit - budget.used;
        }

        void take(long bytes) {
            used += bytes;
            budget.add(bytes);
        }

        void giveBack(long bytes) {
            used -= bytes;
            budget.giveBack(bytes);
        }

        /** Runs a task once when bytes are given back; asking again with the same task changes nothing. */
        void whenFreed(Runnable task) {
            budget.waiting.add(task);
        }

        void noLongerWhenFreed(Runnable task) {
            budget.waiting.remove(task);
        }
    }
}
