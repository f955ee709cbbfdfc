package io.mqspring.protocol;

import java.util.Map;

/** How far the delivery of each delay level has come. */
public record DelayOffsetsResponse(Map<Integer, Long> offsets) implements Response {}
