package io.mqspring.protocol;

import java.nio.ByteBuffer;

/**
 * Messages that have a key.
 *
 * @param lastTimestamp messages stored until then were looked at, wall clock, milliseconds
 * @param lastPhysicalOffset and that is where the log ended
 * @param messages encoded records, one after the other
 */
public record QueryMessageResponse(long lastTimestamp, long lastPhysicalOffset, ByteBuffer messages)
        implements Response {}
