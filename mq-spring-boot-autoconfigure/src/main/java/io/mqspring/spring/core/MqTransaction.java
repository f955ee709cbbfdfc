package io.mqspring.spring.core;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A transaction as its {@link MqLocalTransaction} sees it.
 *
 * @param id the message's unique id: kept with the data that {@link MqLocalTransaction#execute} writes, it lets {@link
 *     MqLocalTransaction#check} find them
 * @param topic where the message goes
 * @param properties the message's, keys and tag included
 * @param argument what was given to the send; null when there was none, and always in a check
 */
public record MqTransaction(
        String id,
        String topic,
        Map<String, String> properties,
        @Nullable Object argument) {}
