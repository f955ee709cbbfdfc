package io.mqspring.protocol;

import java.util.OptionalLong;

/**
 * A committed offset.
 *
 * @param offset empty if the group never committed on that queue
 */
public record QueryConsumerOffsetResponse(OptionalLong offset) implements Response {}
