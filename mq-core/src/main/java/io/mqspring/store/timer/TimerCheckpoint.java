package io.mqspring.store.timer;

import java.util.Map;

/**
 * What whoever uses the index wants to find beside it after a restart.
 *
 * @param followed the first offset of the timer queue that is not in the index
 * @param logPosition timers done since this was written have left a mark in the log at or after this position
 * @param pending how many wait, by the topic they go to
 */
public record TimerCheckpoint(long followed, long logPosition, Map<String, Long> pending) {}
