package io.mqspring.broker.pop;

import io.mqspring.store.RecordFilter;
import org.jspecify.annotations.Nullable;

/**
 * What a member of a group wants.
 *
 * @param queueId a queue, or below 0 for all
 * @param queues how many the topic has
 * @param most at most so many messages
 * @param invisibleMillis for how long nobody else gets them
 * @param atEnd whether a group that has consumed nothing begins at the end of queues that are not young
 * @param filter which messages of the topic
 * @param order whether queues are handed out in order
 * @param attemptId of an ordered pop, the same when it is tried again
 */
public record PopWish(
        String group,
        String topic,
        int queueId,
        int queues,
        int most,
        long invisibleMillis,
        boolean atEnd,
        RecordFilter filter,
        boolean order,
        @Nullable String attemptId) {}
