package io.mqspring.admin;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far a group is on a queue. What is not known is empty.
 *
 * @param minOffset first offset kept
 * @param maxOffset end of the queue
 * @param committedOffset next offset to consume, as the broker has it
 * @param consumedOffset the same, as the owner has it in memory
 * @param lag {@code maxOffset - committedOffset}, never negative
 * @param lagAge how long the oldest message not yet consumed has been stored; empty without lag, too
 * @param cached messages that the owner has pulled and not finished
 * @param owner client id of the member that says it consumes the queue
 */
public record QueueDescription(
        String broker,
        int queue,
        OptionalLong minOffset,
        OptionalLong maxOffset,
        OptionalLong committedOffset,
        OptionalLong consumedOffset,
        OptionalLong lag,
        Optional<Duration> lagAge,
        OptionalLong cached,
        Optional<String> owner) {}
