package io.mqspring.protocol;

/** Everything that crosses a transport. Immutable, except that buffers and record batches are used up by their receiver. */
public sealed interface Command permits Request, Response {}
