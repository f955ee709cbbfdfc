/**
 * The in-flight window: what was pulled from a queue and is not finished, handing it to listeners, and what happens to the
 * failed. {@link io.mqspring.consumer.process.ProcessQueue} and {@link io.mqspring.consumer.process.RetrySender} are
 * confined to the client's loop; behind a {@link io.mqspring.consumer.process.Dispatcher} loop and workers meet, in
 * one class for messages with and without an order. Where messages come from and where offsets go is not known here.
 */
@NullMarked
package io.mqspring.consumer.process;

import org.jspecify.annotations.NullMarked;
