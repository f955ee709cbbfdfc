package io.mqspring.protocol;

import java.nio.ByteBuffer;

/** One encoded record. */
public record MessageResponse(ByteBuffer message) implements Response {}
