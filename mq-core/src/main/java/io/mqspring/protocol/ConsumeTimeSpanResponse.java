package io.mqspring.protocol;

import io.mqspring.message.MessageQueue;
import java.util.List;

/** How far behind a group is, in time. */
public record ConsumeTimeSpanResponse(List<Span> spans) implements Response {

    /**
     * One queue; all times are store times on the broker's wall clock, milliseconds.
     *
     * @param minTime of the first message
     * @param maxTime of the last message
     * @param consumeTime of the last message that the group has consumed
     * @param delayMillis how long the first message that the group has not consumed waits; 0 if there is none
     */
    public record Span(MessageQueue queue, long minTime, long maxTime, long consumeTime, long delayMillis) {}
}
