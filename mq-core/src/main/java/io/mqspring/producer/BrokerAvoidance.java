package io.mqspring.producer;

import io.mqspring.runtime.TimeSource;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Which brokers are better left alone for a while: one that answered slowly for a time that follows from how slowly, one
 * that failed for a time that doubles with each failure. When the time is over, one send tries the broker, and how that
 * ends decides for the others. Nothing is forbidden: who has no other broker takes this one. Thread safe.
 */
final class BrokerAvoidance {

    /** As official clients judge slowness; an answer faster than the first is not slow. */
    private static final Duration[] SLOW = {
        Duration.ofMillis(550),
        Duration.ofMillis(1800),
        Duration.ofSeconds(3),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15)
    };

    private static final Duration[] PAUSE_WHEN_SLOW = {
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(6),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30)
    };

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final int MOST_DOUBLINGS = 4;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final TimeSource time;
    private final Duration trialLimit;
    private final boolean enabled;
    private final ConcurrentMap<String, Fault> faults = new ConcurrentHashMap<>();

    /** @param trial whether a send is finding out how the broker is now */
    private record Fault(long until, int failures, boolean trial) {}

    /**
     * @param trialLimit how long the one send that tries a broker may take
     * @param enabled whether brokers are avoided at all
     */
    BrokerAvoidance(TimeSource time, Duration trialLimit, boolean enabled) {
        this.time = time;
        this.trialLimit = trialLimit;
        this.enabled = enabled;
    }

    /** Whether no broker is avoided. */
    boolean isQuiet() {
        return faults.isEmpty();
    }

    /** Whether the caller should send to a broker: it is not avoided, or the caller is the one to try it. */
    boolean admits(String brokerName) {
        Fault fault = faults.get(brokerName);
        if (fault == null) {
            return true;
        }
        long now = time.nanoTime();
        return now - fault.until() >= 0
                && faults.replace(brokerName, fault, new Fault(now + trialLimit.toNanos(), fault.failures(), true));
    }

    /** A broker has stored a message, after so many nanoseconds. */
    void answered(String brokerName, long nanos) {
        int slowness = slowness(nanos);
        if (slowness >= 0 && enabled) {
            long until = time.nanoTime() + PAUSE_WHEN_SLOW[slowness].toNanos();
            faults.put(brokerName, new Fault(until, 0, false));
        } else if (!faults.isEmpty()) {
            faults.remove(brokerName);
        }
    }

    /** A broker could not be reached, did not answer, or takes nothing now. */
    void failed(String brokerName) {
        if (enabled) {
            faults.compute(brokerName, (name, before) -> afterFailure(before));
        }
    }

    private Fault afterFailure(@Nullable Fault before) {
        long now = time.nanoTime();
        if (before != null && !before.trial() && before.failures() > 0 && now - before.until() < 0) {
            // One of many that were on their way together.
            return before;
        }
        int failures = before == null ? 1 : before.failures() + 1;
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        Duration bounded = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        return new Fault(now + bounded.toNanos(), failures, false);
    }

    private static int slowness(long nanos) {
        int found = -1;
        for (int i = 0; i < SLOW.length && nanos >= SLOW[i].toNanos(); i++) {
            found = i;
        }
        return found;
    }
}
