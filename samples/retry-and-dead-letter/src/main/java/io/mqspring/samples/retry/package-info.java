/**
 * The retry sample: messages that fail in different ways, and what the dead-letter topic tells of those given up. Entry type:
 * {@link io.mqspring.samples.retry.RetryApplication}.
 */
@NullMarked
package io.mqspring.samples.retry;

import org.jspecify.annotations.NullMarked;
