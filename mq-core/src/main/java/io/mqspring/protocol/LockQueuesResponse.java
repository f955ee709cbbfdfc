package io.mqspring.protocol;

import io.mqspring.message.MessageQueue;
import java.util.List;

/**
 * @param locked those of the queues asked for that the member holds now
 */
public record LockQueuesResponse(List<MessageQueue> locked) implements Response {}
