/**
 * The delayed sample: reminders that come when they are due, and one that is taken back. Entry type:
 * {@link io.mqspring.samples.delayed.DelayedApplication}.
 */
@NullMarked
package io.mqspring.samples.delayed;

import org.jspecify.annotations.NullMarked;
