package io.mqspring.consumer;

import io.mqspring.message.MessageQueue;

/**
 * Where a member stands on a queue it owns.
 *
 * @param consumedOffset next offset that would be committed: everything below is done; -1 before the start is known
 * @param committedOffset last offset this member sent to the broker; -1 if none
 * @param cachedMessages pulled and unfinished, running ones included
 * @param cachedBytes encoded size of those
 * @param inFlight handed to a listener and not finished
 * @param brokerMaxOffset end of the queue as the last pull told; -1 if not known
 * @param oldestUnfinishedStoreTimestamp store time of the lowest unfinished message; -1 if none is cached
 * @param lastPullMillis wall clock of the last pull answer; 0 if none
 * @param lastConsumeMillis wall clock of the last finished message; 0 if none
 * @param behindMinimum whether the queue is not consumed, because the broker does not keep the group's next messages any more
 *     and {@link WhenBehindMinimum#FAIL} is set
 * @param withoutOffset whether the queue is not consumed, because the group has no offset on the topic and {@link
 *     StartFrom.Fail} is set
 */
public record QueueProgress(
        MessageQueue queue,
        long consumedOffset,
        long committedOffset,
        int cachedMessages,
        long cachedBytes,
        int inFlight,
        long brokerMaxOffset,
        long oldestUnfinishedStoreTimestamp,
        long lastPullMillis,
        long lastConsumeMillis,
        boolean behindMinimum,
        boolean withoutOffset) {}
