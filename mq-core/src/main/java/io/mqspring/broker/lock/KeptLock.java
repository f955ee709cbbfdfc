package io.mqspring.broker.lock;

/** A lock as it is kept on disk. When it was renewed is not kept: clocks of two lives of a broker cannot be compared. */
public record KeptLock(String group, String clientId, String topic, int queueId) {}
