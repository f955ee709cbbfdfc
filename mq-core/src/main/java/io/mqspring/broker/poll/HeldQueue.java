package io.mqspring.broker.poll;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The pulls held on one queue. Thread safe by a lock of its own, under which nothing is read, answered or called out to. */
final class HeldQueue {

    private final List<HeldPull> pulls = new ArrayList<>(2);
    /**
     * Size of the list. Volatile, so that an arrival that finds nothing held takes no lock. Its order with the store's
     * watermark is what makes no wake-up get lost: a pull is counted here before it reads the watermark again, an arrival
     * has moved the watermark before it reads this.
     */
    private volatile int count;

    int count() {
        return count;
    }

    synchronized void add(HeldPull pull) {
        pulls.add(pull);
        count = pulls.size();
    }

    synchronized boolean remove(HeldPull pull) {
        boolean removed = pulls.remove(pull);
        count = pulls.size();
        return removed;
    }

    /** Removes and returns the pulls that match. */
    List<HeldPull> take(Predicate<HeldPull> condition) {
        if (count == 0) {
            return List.of();
        }
        return takeLocked(condition);
    }

    private synchronized List<HeldPull> takeLocked(Predicate<HeldPull> condition) {
        List<HeldPull> taken = List.of();
        for (int i = 0; i < pulls.size(); ) {
            HeldPull pull = pulls.get(i);
            if (!condition.test(pull)) {
                i++;
                continue;
            }
            if (taken.isEmpty()) {
                taken = new ArrayList<>(pulls.size() - i);
            }
            taken.add(pull);
            int last = pulls.size() - 1;
            pulls.set(i, pulls.get(last));
            pulls.remove(last);
        }
        count = pulls.size();
        return taken;
    }

    /** The pulls that match, which stay. */
    synchronized List<HeldPull> find(Predicate<HeldPull> condition) {
        return pulls.stream().filter(condition).toList();
    }

    synchronized List<HeldPull> snapshot() {
        return List.copyOf(pulls);
    }
}
