/**
 * Listeners at run time: one container per consumer group, and what a listener can answer. Entry type:
 * {@link io.mqspring.spring.listener.MqMessageListenerContainer}. Listeners run on the client's workers; how a method is
 * called is in {@code listener.adapter}.
 */
@NullMarked
package io.mqspring.spring.listener;

import org.jspecify.annotations.NullMarked;
