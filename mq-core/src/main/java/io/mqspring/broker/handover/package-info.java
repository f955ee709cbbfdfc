/**
 * What passes a data directory to an official Apache RocketMQ broker and takes it back: the progress of timers in the official
 * form, what of an official directory cannot be served here, and the settings that an official broker needs for a directory.
 * Runs before the broker serves, or after it has stopped, on the caller's thread. Entry types: {@link
 * io.mqspring.broker.handover.TimerHandOver}, {@link io.mqspring.broker.handover.ForeignDirectory}, {@link
 * io.mqspring.broker.handover.OfficialSettings}.
 */
@NullMarked
package io.mqspring.broker.handover;

import org.jspecify.annotations.NullMarked;
