/**
 * Sending: the template and its fluent form. Entry type: {@link io.mqspring.spring.core.MqOperations}. Runs on the caller's
 * thread; the sending itself is the producer's.
 */
@NullMarked
package io.mqspring.spring.core;

import org.jspecify.annotations.NullMarked;
