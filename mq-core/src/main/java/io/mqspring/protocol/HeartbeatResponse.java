package io.mqspring.protocol;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The broker knows the client now.
 *
 * @param brokerVersion the broker's version number: from 413 on it is a 5.x broker and has timers
 * @param handOverTimeout how long the broker holds a claim of a queue that another member has; null: the broker knows no
 *     claims, as official ones do not
 */
public record HeartbeatResponse(int brokerVersion, @Nullable Duration handOverTimeout) implements Response {}
