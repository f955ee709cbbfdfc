/**
 * The consumer API: listener, result, subscription, settings. Interfaces and records only; the runtime behind them lives
 * in the packages below.
 */
@NullMarked
package io.mqspring.consumer;

import org.jspecify.annotations.NullMarked;
