package io.mqspring.broker.group;

/**
 * A live producer. Immutable.
 *
 * @param address {@code host:port}
 * @param language as its requests announce it
 * @param version version number its requests announce
 * @param seenMillis wall clock of its last heartbeat, milliseconds
 */
public record ProducerView(String clientId, String address, String language, int version, long seenMillis) {}
