package io.mqspring.protocol;

import io.mqspring.message.MessageQueue;
import java.util.Map;

/** Offsets of queues. */
public record QueueOffsetsResponse(Map<MessageQueue, Long> offsets) implements Response {}
