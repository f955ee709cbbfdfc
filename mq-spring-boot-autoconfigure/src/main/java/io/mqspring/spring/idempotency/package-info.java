/**
 * The idempotency guard: a listener's effect happens once although its messages come at least once. Entry types:
 * {@link io.mqspring.spring.idempotency.Idempotent} and {@link io.mqspring.spring.idempotency.IdempotencyStore}. Runs on the
 * workers that call the listeners; what is done when an asynchronous result arrives runs on workers, too.
 */
@NullMarked
package io.mqspring.spring.idempotency;

import org.jspecify.annotations.NullMarked;
