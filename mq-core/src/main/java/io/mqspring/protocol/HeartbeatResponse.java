package io.mqspring.protocol;

/**
 * The broker knows the client now.
 *
 * @param brokerVersion the broker's version number: from 413 on it is a 5.x broker and has timers
 */
public record HeartbeatResponse(int brokerVersion) implements Response {}
