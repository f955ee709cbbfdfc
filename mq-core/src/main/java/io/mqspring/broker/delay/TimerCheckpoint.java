package io.mqspring.broker.delay;

/**
 * How far timers have come, as it is written down. What was delivered after that stands in the log, behind the position.
 *
 * @param lowest the lowest offset of the timer queue that is not done
 * @param logPosition deliveries not told of here lie in the log from this position on
 * @param done bits of the offsets from the lowest on that are done, least significant bit first
 */
public record TimerCheckpoint(long lowest, long logPosition, byte[] done) {}
