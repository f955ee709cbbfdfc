package io.mqspring.spring.listener;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by a batch listener that failed on some of its messages, so that only those are delivered again: an index is a
 * message's place in the list that the listener was given. Each message's own cause decides what becomes of it, as if the
 * listener had thrown that: an {@link MqRejectException} dead-letters it, an {@link MqRetryAfterException} names its delay.
 *
 * <p>There are two kinds. With one index, the listener got that far: the messages before it are done, those behind it have
 * not been tried and are delivered again at once, which does not count as an attempt. With a map of failures, the listener
 * tried all: what is not in the map is done. Where messages have an order, those behind the first failure are delivered
 * again in either case.
 */
public class MqBatchFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final TreeMap<Integer, Throwable> failures = new TreeMap<>();
    private final boolean restTried;

    /** The listener failed on one message, and did not try those behind it. */
    public MqBatchFailedException(String message, int index) {
        this(message, null, index);
    }

    /** The listener failed on one message, and did not try those behind it. */
    public MqBatchFailedException(String message, @Nullable Throwable cause, int index) {
        super(message + ", at index " + index, cause);
        if (index < 0) {
            throw new IllegalArgumentException("The index must not be negative, but is " + index);
        }
        this.failures.put(index, cause == null ? this : cause);
        this.restTried = false;
    }

    /**
     * The listener tried all messages and failed on these.
     *
     * @param failures why, by index; the first one becomes the cause
     */
    public MqBatchFailedException(String message, Map<Integer, ? extends Throwable> failures) {
        super(message + ", at " + (failures.size() == 1 ? "index " : "indexes ") + indexes(failures), first(failures));
        if (failures.isEmpty() || failures.keySet().stream().anyMatch(index -> index < 0)) {
            throw new IllegalArgumentException("Indexes must be there and not negative, but are " + indexes(failures));
        }
        this.failures.putAll(failures);
        this.restTried = true;
    }

    /** Why messages failed, by their index. */
    public Map<Integer, Throwable> failures() {
        return Map.copyOf(failures);
    }

    /** Whether the messages that are not among the failures are all done; else only those before the first failure are. */
    public boolean isRestTried() {
        return restTried;
    }

    private static String indexes(Map<Integer, ? extends Throwable> failures) {
        return String.join(
                ", ",
                new TreeMap<>(failures).keySet().stream().map(String::valueOf).toList());
    }

    private static @Nullable Throwable first(Map<Integer, ? extends Throwable> failures) {
        return failures.isEmpty() ? null : new TreeMap<>(failures).firstEntry().getValue();
    }
}
