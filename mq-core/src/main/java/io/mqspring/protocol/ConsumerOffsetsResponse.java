package io.mqspring.protocol;

import java.util.Map;

/** All committed offsets by queue, below {@code topic@group}. */
public record ConsumerOffsetsResponse(Map<String, Map<Integer, Long>> offsets) implements Response {}
