package io.mqspring.consumer.offset;

import io.mqspring.message.MessageQueue;
import java.util.Collection;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * The consumed offsets of one group: the next offset to consume, per queue. Kept in memory and brought to the broker from
 * time to time; what is in memory and not there yet is replayed after a crash. Confined to the client's loop, and so are
 * the futures it returns.
 */
public interface OffsetStore {

    /**
     * Gets ready to be asked.
     *
     * @return completes on the loop; fails with {@link io.mqspring.consumer.StartRefusedException} when it never will be
     */
    default CompletableFuture<Void> prepare() {
        return CompletableFuture.completedFuture(null);
    }

    /** Begins to bring changed offsets to the broker, interval by interval. */
    void start();

    /** What the broker has; empty if the group never committed. Changes nothing here. */
    CompletableFuture<OptionalLong> fetch(MessageQueue queue);

    /** Takes up a queue at an offset that the broker has already. */
    void begin(MessageQueue queue, long offset);

    /** Everything below is consumed. Ignored for a queue that was not begun, and when it would go back. */
    void update(MessageQueue queue, long offset);

    /** Goes to an offset, also backwards: the broker has said that the queue continues there. */
    void reset(MessageQueue queue, long offset);

    /** The consumed offset in memory; empty for a queue that was not begun. Any thread. */
    OptionalLong consumed(MessageQueue queue);

    /** The offset last sent to the broker or read from it; empty for a queue that was not begun. Any thread. */
    OptionalLong committed(MessageQueue queue);

    /** The consumed offset if the broker is to take note of it with a pull. */
    OptionalLong toCarry(MessageQueue queue);

    /** Notes that a request on its way to the broker carries the consumed offset. */
    void carried(MessageQueue queue, long offset);

    /**
     * Brings the consumed offsets of some queues to the broker now, if they have changed.
     *
     * @return completes when all are there; fails with the first failure
     */
    CompletableFuture<Void> commit(Collection<MessageQueue> queues);

    /** Commits an offset that is not consumed here: the start of a queue that falls to another member, perhaps. */
    CompletableFuture<Void> commit(MessageQueue queue, long offset);

    /** Drops a queue without committing. */
    void forget(MessageQueue queue);

    /**
     * Stops the periodic commit and commits what has changed.
     *
     * @return completes when the broker has all, or cannot be reached in time; never exceptionally
     */
    CompletableFuture<Void> close();
}
