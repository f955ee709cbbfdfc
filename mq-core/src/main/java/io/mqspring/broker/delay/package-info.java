/**
 * Messages that are due later. A sent message with a delay is parked in a topic of its own ({@link
 * io.mqspring.broker.delay.DelayRules}) and, when it is due, appended to its real topic by one of two schedulers: {@link
 * io.mqspring.broker.delay.LevelScheduler} for the 18 levels of Apache RocketMQ, {@link
 * io.mqspring.broker.delay.TimerScheduler} for exact times. Both are confined to an executor of their own; a timer
 * can be taken back ({@link io.mqspring.broker.delay.Recall}). Who may send
 * what is decided elsewhere.
 */
@NullMarked
package io.mqspring.broker.delay;

import org.jspecify.annotations.NullMarked;
