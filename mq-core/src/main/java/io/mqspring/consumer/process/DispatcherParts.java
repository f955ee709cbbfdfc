package io.mqspring.consumer.process;

import io.mqspring.runtime.SerialExecutor;
import io.mqspring.runtime.TimeSource;
import io.mqspring.runtime.WorkerPool;
import java.util.random.RandomGenerator;

/**
 * What the dispatchers of one consumer share.
 *
 * @param group the consumer's
 * @param loop the client's
 * @param random confined to the loop
 * @param failures takes what listeners failed on
 */
public record DispatcherParts(
        String group,
        WorkerPool workers,
        SerialExecutor loop,
        TimeSource time,
        RandomGenerator random,
        FailureSink failures) {}
