/**
 * Binds what client, listeners and embedded broker tell about themselves to a meter registry. Called on the runtime's
 * threads, where it only counts. Entry type: {@link io.mqspring.autoconfigure.metrics.MqMetricsAutoConfiguration}.
 */
@NullMarked
package io.mqspring.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
