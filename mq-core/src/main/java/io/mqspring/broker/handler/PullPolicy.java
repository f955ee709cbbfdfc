package io.mqspring.broker.handler;

import java.time.Duration;

/**
 * How pulls that find nothing are treated.
 *
 * @param longPolling whether an arrival ends the waiting; else the broker waits and looks once more
 * @param shortPolling how long it waits then
 */
public record PullPolicy(boolean longPolling, Duration shortPolling) {}
