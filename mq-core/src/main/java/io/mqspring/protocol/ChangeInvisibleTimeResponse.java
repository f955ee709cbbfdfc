package io.mqspring.protocol;

/**
 * A popped message's new time: the parts of its new handle.
 *
 * @param popTime from when on it counts, broker's clock, milliseconds
 */
public record ChangeInvisibleTimeResponse(long popTime, long invisibleMillis, int reviveQueueId) implements Response {}
