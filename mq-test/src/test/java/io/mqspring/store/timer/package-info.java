/** The index of timers against a model, on a simulated disk. */
@NullMarked
package io.mqspring.store.timer;

import org.jspecify.annotations.NullMarked;
