package io.mqspring.broker.delay;

import java.util.Map;

/**
 * Where a message waits until it is due.
 *
 * @param topic the delay or timer topic
 * @param queueId its queue
 * @param properties of the waiting record: the message's own and those that lead back
 */
public record Parking(String topic, int queueId, Map<String, String> properties) {}
