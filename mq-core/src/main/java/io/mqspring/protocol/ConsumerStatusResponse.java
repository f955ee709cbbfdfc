package io.mqspring.protocol;

import io.mqspring.message.MessageQueue;
import java.util.Map;

/** The offsets of a group's members, by client id. */
public record ConsumerStatusResponse(Map<String, Map<MessageQueue, Long>> clients) implements Response {}
