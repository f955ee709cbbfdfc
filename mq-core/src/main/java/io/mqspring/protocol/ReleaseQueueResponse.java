package io.mqspring.protocol;

/**
 * The queue is not the claimant's any more.
 *
 * @param owned whether it was until now, so that the offset is committed
 */
public record ReleaseQueueResponse(boolean owned) implements Response {}
