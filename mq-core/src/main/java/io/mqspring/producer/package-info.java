/**
 * Sending: the producer API and its implementation, from queue choice to retries. Futures complete on workers; only a
 * caller that waits is woken directly. Entry type: {@link io.mqspring.producer.Producer}.
 */
@NullMarked
package io.mqspring.producer;

import org.jspecify.annotations.NullMarked;
