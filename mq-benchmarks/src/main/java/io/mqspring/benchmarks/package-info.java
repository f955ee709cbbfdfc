/**
 * Benchmarks: JMH for the store, a harness for what crosses threads and sockets, and the machine's own figures beside them.
 * Reads clocks and makes threads freely: it is not part of the runtime. Entry type: {@code Benchmarks}.
 */
@NullMarked
package io.mqspring.benchmarks;

import org.jspecify.annotations.NullMarked;
