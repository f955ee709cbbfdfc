/**
 * The idempotency guard's store, clean-up and schema as beans. Entry type:
 * {@link io.mqspring.autoconfigure.idempotency.MqIdempotencyAutoConfiguration}.
 */
@NullMarked
package io.mqspring.autoconfigure.idempotency;

import org.jspecify.annotations.NullMarked;
