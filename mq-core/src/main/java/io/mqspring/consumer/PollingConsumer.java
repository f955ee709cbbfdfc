package io.mqspring.consumer;

import io.mqspring.filter.MessageFilter;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.MessageView;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A consumer that is polled: messages are fetched ahead in the background, within the limits of {@link PollingSettings}, and
 * handed out by {@link #poll}. Either its user assigns queues to it and it takes no part in any group's division; or it
 * subscribes, and shares its topics' queues with the other members of the group.
 *
 * <p>A message that a poll returned is done with when poll is called again, or when offsets are committed. Only what is done
 * with is committed automatically: after a crash, or an exception that ends the loop, the messages of the last poll come
 * again. Whoever has processed them commits ({@link #commitSync()}) before {@link #close()}.
 *
 * <p>Thread safe, with one rule: one poll at a time. A second one that begins while the first waits fails; it is not delayed.
 * All other methods may be called meanwhile, from any thread. Methods that ask a broker wait for the answer and fail on an
 * event loop: those that commit, {@link #queues}, {@link #committed}, {@link #seekToBeginning}, {@link #seekToEnd} and {@code
 * seek} to a time.
 */
public interface PollingConsumer extends AutoCloseable {

    /** The group. */
    String group();

    /** The topic's readable queues, sorted. */
    List<MessageQueue> queues(String topic);

    /** Takes these queues in place of those it has, all messages of them. */
    default void assign(Collection<MessageQueue> queues) {
        assign(queues, MessageFilter.all());
    }

    /**
     * Takes these queues in place of those it has. A queue that it has goes on where it is.
     *
     * @param filter which messages; of a topic's queues, of which some were assigned before, the last one counts for queues
     *     that are new
     * @throws IllegalStateException when it subscribes, so that its queues come from the group's division
     */
    void assign(Collection<MessageQueue> queues, MessageFilter filter);

    /** The queues that it has now. */
    Set<MessageQueue> assignment();

    /**
     * Returns what there is, waiting for the first message up to a time. What earlier polls returned is done with.
     *
     * @return messages, in order within each queue, at most {@link PollingSettings#maxPollMessages()}; empty when none came in
     *     time, and after {@link #wakeup} and {@link #close}
     * @throws NoPositionException when a queue that is not paused has no position
     * @throws IllegalStateException when it is closed, or another poll waits
     * @throws io.mqspring.transport.RemotingException when the caller is interrupted; no message is lost by that, and the
     *     caller stays interrupted
     */
    List<MessageView> poll(Duration timeout);

    /**
     * {@link #poll} without a thread that waits.
     *
     * @return completes on a worker; fails as poll does. When it has been completed or cancelled before, its messages are the
     *     first of the next poll
     */
    CompletableFuture<List<MessageView>> pollAsync(Duration timeout);

    /** Has the poll that waits, or else the next one, return at once. */
    void wakeup();

    /** Keeps the messages of queues back, fetched ones too, and fetches no more. A queue that is given up is paused no more. */
    void pause(Collection<MessageQueue> queues);

    /** Hands them out again. */
    void resume(Collection<MessageQueue> queues);

    /** The queues that are paused. */
    Set<MessageQueue> paused();

    /**
     * Goes on at an offset of a queue, with the next poll or the one that waits. Nothing is committed by that.
     *
     * @throws IllegalStateException when the queue is not its own
     */
    void seek(MessageQueue queue, long offset);

    /** Goes on at the first message that was stored at or after a time. */
    void seek(MessageQueue queue, Instant time);

    /** {@link #seek(MessageQueue, Instant)} for all queues of a topic that it has. */
    void seek(String topic, Instant time);

    /** Goes on at the first messages kept. */
    void seekToBeginning(Collection<MessageQueue> queues);

    /** Goes on at the ends. */
    void seekToEnd(Collection<MessageQueue> queues);

    /** The offset that the next poll goes on at; empty while that is not known yet. */
    OptionalLong position(MessageQueue queue);

    /** The group's committed offset; empty if it never committed. */
    OptionalLong committed(MessageQueue queue);

    /** Commits the positions of all its queues: everything that was polled is done with. */
    void commitSync();

    /** Commits offsets, each the next one to consume. */
    void commitSync(Map<MessageQueue, Long> offsets);

    /**
     * {@link #commitSync()} without waiting.
     *
     * @return completes on a worker, when the brokers have them
     */
    CompletableFuture<Void> commitAsync();

    /** {@link #commitSync(Map)} without waiting. */
    CompletableFuture<Void> commitAsync(Map<MessageQueue, Long> offsets);

    /**
     * Ends in good order: a poll that waits returns, what is done with is committed if that is automatic, the group is left.
     */
    @Override
    void close();

    /** Collects what a polling consumer needs; not thread safe. */
    interface Builder {

        /** How it polls. */
        Builder settings(PollingSettings settings);

        /** Subscribes to tags of a topic, {@code a || b} or {@code *}, as a member of the group. */
        default Builder subscribe(String topic, String tags) {
            return subscribe(topic, MessageFilter.tags(tags));
        }

        /** Subscribes to a topic as a member of the group. */
        Builder subscribe(String topic, MessageFilter filter);

        /**
         * Starts. With subscriptions it joins the group and waits, a short bounded time, until it is decided where a new group
         * begins; without any it has no queues until {@link PollingConsumer#assign}.
         *
         * @throws IllegalArgumentException when a name is illegal, or this client has a member of the group already
         * @throws StartRefusedException when it is clear that it will never consume
         */
        PollingConsumer start();
    }
}
