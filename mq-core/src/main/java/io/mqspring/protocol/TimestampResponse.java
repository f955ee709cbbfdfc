package io.mqspring.protocol;

/** Milliseconds since the epoch, -1 if there is none. */
public record TimestampResponse(long timestamp) implements Response {}
