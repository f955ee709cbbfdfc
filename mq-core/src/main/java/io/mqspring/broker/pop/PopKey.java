package io.mqspring.broker.pop;

/**
 * A queue as one group pops it.
 *
 * @param topic where records lie: the group's retry topic for those that come again
 */
public record PopKey(String group, String topic, int queueId) {}
