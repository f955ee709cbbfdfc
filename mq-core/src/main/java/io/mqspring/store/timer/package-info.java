/**
 * Which timers wait, in bounded memory: pairs of due time and queue offset, in sorted files of a data directory and a small heap.
 * What a timer is, and the records themselves, are in the log; this can be made anew from it. Confined to one user at a time.
 * Entry type: {@link io.mqspring.store.timer.TimerIndex}.
 */
@NullMarked
package io.mqspring.store.timer;

import org.jspecify.annotations.NullMarked;
