package io.mqspring.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Entries of a queue.
 *
 * @param subscription of the group that was named, if it has a member
 */
public record ConsumeQueueResponse(
        long minOffset,
        long maxOffset,
        List<Entry> entries,
        @Nullable SubscriptionEntry subscription) implements Response {

    /**
     * One entry.
     *
     * @param matches whether the subscription wants it; false without one
     * @param remark what is wrong with it, if anything
     */
    public record Entry(
            long physicalOffset,
            int size,
            long tagsCode,
            boolean matches,
            @Nullable String remark) {}
}
