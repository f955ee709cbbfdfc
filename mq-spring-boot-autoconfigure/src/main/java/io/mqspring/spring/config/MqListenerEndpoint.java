package io.mqspring.spring.config;

import io.mqspring.consumer.AsyncMessageListener;
import java.util.List;

/**
 * Describes a listener: made from an annotation, or by an application that registers listeners itself.
 *
 * @param id unique name in properties, metrics and the registry
 * @param group consumer group
 * @param topics at least one
 * @param tags tag expression, {@code *} for all
 * @param options what the definition says beyond the defaults
 * @param source the method, or whatever else an error message should name
 * @param listener called on workers
 */
public record MqListenerEndpoint(
        String id,
        String group,
        List<String> topics,
        String tags,
        MqListenerOptions options,
        String source,
        AsyncMessageListener listener) {

    public MqListenerEndpoint {
        topics = topics.stream().distinct().toList();
    }
}
