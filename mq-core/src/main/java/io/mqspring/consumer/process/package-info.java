/**
 * The in-flight window: what was pulled from a queue and is not finished, handing it to listeners, and what happens to the
 * failed. {@link io.mqspring.consumer.process.ProcessQueue} and {@link io.mqspring.consumer.process.RetrySender} are
 * confined to the client's loop; {@link io.mqspring.consumer.process.ConcurrentDispatcher} is the one place where loop and
 * workers meet. Where messages come from and where offsets go is not known here.
 */
@NullMarked
package io.mqspring.consumer.process;

import org.jspecify.annotations.NullMarked;
