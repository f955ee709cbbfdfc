package io.mqspring.consumer;

import io.mqspring.filter.MessageFilter;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.MessageView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * Fetching left to the user: list a topic's queues, pull batches from offsets, commit by hand. It takes no part in
 * rebalancing. Thread safe; every method blocks its caller until the broker has answered, and fails on an event loop.
 */
public interface PullConsumer extends AutoCloseable {

    /**
     * What a pull brought.
     *
     * @param messages in queue order, those that match the expression; may be empty
     * @param nextOffset where to pull next
     */
    record Batch(List<MessageView> messages, long nextOffset, long minOffset, long maxOffset) {}

    /** The topic's readable queues, sorted. */
    List<MessageQueue> queues(String topic);

    /** Pulls what is there now, by tags ({@code a || b}, or {@code *}). */
    default Batch pull(MessageQueue queue, String tags, long offset, int maxMessages) {
        return pull(queue, MessageFilter.tags(tags), offset, maxMessages, Duration.ZERO);
    }

    /** Pulls by tags, waiting at the broker for the first message up to a time (20 s is usual). */
    default Batch pull(MessageQueue queue, String tags, long offset, int maxMessages, Duration hold) {
        return pull(queue, MessageFilter.tags(tags), offset, maxMessages, hold);
    }

    /**
     * Pulls, waiting at the broker for the first message up to a time.
     *
     * @param hold 20 s is usual; zero: takes what is there now
     */
    Batch pull(MessageQueue queue, MessageFilter filter, long offset, int maxMessages, Duration hold);

    /** The group's committed offset; empty if it never committed. */
    OptionalLong committed(MessageQueue queue);

    /** Commits the next offset to consume. */
    void commit(MessageQueue queue, long offset);

    long minOffset(MessageQueue queue);

    long maxOffset(MessageQueue queue);

    /** The first offset stored at or after a time. */
    long offsetAt(MessageQueue queue, Instant time);

    @Override
    void close();
}
