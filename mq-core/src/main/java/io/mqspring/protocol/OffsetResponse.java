package io.mqspring.protocol;

/** An offset of a queue. */
public record OffsetResponse(long offset) implements Response {}
