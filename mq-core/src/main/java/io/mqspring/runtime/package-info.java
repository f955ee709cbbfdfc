/**
 * Time and threads. Everything that waits, schedules or hands work to another thread goes through {@link
 * io.mqspring.runtime.ExecutionBackend}, so that a simulated backend can run hours in milliseconds. This package and the
 * transport's event loops are the only places that make threads or read a clock. It knows nothing of messages.
 */
@NullMarked
package io.mqspring.runtime;

import org.jspecify.annotations.NullMarked;
