package io.mqspring.spring.idempotency;

/**
 * What happens once: a key within a listener of a group.
 *
 * @param group consumer group
 * @param listener id of the listener
 * @param key of any length, not empty
 */
public record IdempotencyKey(String group, String listener, String key) {}
