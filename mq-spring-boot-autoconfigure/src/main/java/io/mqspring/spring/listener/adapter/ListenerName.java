package io.mqspring.spring.listener.adapter;

/**
 * How a listener is known.
 *
 * @param id unique name in properties, metrics and the registry
 * @param group consumer group
 */
public record ListenerName(String id, String group) {}
