package io.mqspring.spring.annotation;

import io.mqspring.consumer.AsyncMessageListener;
import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.WhenBehindMinimum;
import io.mqspring.spring.config.MqListenerEndpoint;
import io.mqspring.spring.config.MqListenerOptions;
import io.mqspring.spring.listener.MqListenerDefinitionException;
import io.mqspring.spring.listener.adapter.MethodListenerFactory;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.annotation.MergedAnnotation;

/** Turns what was written on a method into an endpoint. Stateless but for the bean factory it resolves names with. */
final class EndpointReader {

    private final ConfigurableBeanFactory beanFactory;
    private final MethodListenerFactory listeners;

    EndpointReader(ConfigurableBeanFactory beanFactory, MethodListenerFactory listeners) {
        this.beanFactory = beanFactory;
        this.listeners = listeners;
    }

    MqListenerEndpoint read(AnnotatedMethod found) {
        MergedAnnotation<MqListener> annotation = found.annotation();
        String source = MethodListenerFactory.describe(found.beanClass(), found.method());
        AttributeResolver resolver = new AttributeResolver(beanFactory, source);
        String id = resolver.text("id", annotation.getString("id"));
        String tags = resolver.text("tags", annotation.getString("tags"));
        AsyncMessageListener listener =
                listeners.listener(found.bean(), found.beanClass(), found.method(), found.invocable());
        return new MqListenerEndpoint(
                id.isEmpty() ? found.defaultId() : id,
                group(resolver, annotation, source),
                resolver.list("topics", annotation.getStringArray("topics")),
                tags.isEmpty() ? "*" : tags,
                options(resolver, annotation),
                source,
                listener);
    }

    private static String group(AttributeResolver resolver, MergedAnnotation<MqListener> annotation, String source) {
        String group = resolver.text("group", annotation.getString("group"));
        if (group.isEmpty()) {
            group = resolver.text("group", "${spring.application.name:}");
        }
        if (group.isEmpty()) {
            throw new MqListenerDefinitionException(
                    "The listener " + source + " has no group.",
                    "Set @MqListener(group = \"...\"), or spring.application.name, which is the default.");
        }
        return group;
    }

    private static MqListenerOptions options(AttributeResolver resolver, MergedAnnotation<MqListener> annotation) {
        return new MqListenerOptions(
                resolver.bool("autoStartup", annotation.getString("autoStartup")),
                resolver.integer("concurrency", annotation.getString("concurrency")),
                resolver.integer("maxAttempts", annotation.getString("maxAttempts")),
                resolver.durations("retryDelays", annotation.getString("retryDelays")),
                startFrom(resolver, annotation),
                resolver.bool("longPolling", annotation.getString("longPolling")),
                resolver.duration("hold", annotation.getString("hold")),
                null,
                resolver.integer("pullBatchSize", annotation.getString("pullBatchSize")),
                resolver.integer("maxCachedMessages", annotation.getString("maxCachedMessages")),
                null,
                resolver.parsed(
                        "whenBehindMinimum",
                        annotation.getString("whenBehindMinimum"),
                        "earliest, latest or fail",
                        text -> WhenBehindMinimum.valueOf(text.toUpperCase(Locale.ROOT))));
    }

    private static @Nullable StartFrom startFrom(AttributeResolver resolver, MergedAnnotation<MqListener> annotation) {
        Instant at = resolver.parsed(
                "startTimestamp",
                annotation.getString("startTimestamp"),
                "a time such as 2026-01-31T12:00:00Z",
                Instant::parse);
        return resolver.parsed(
                "startFrom",
                annotation.getString("startFrom"),
                "latest, earliest, fail, or timestamp together with a startTimestamp",
                text -> switch (text.toLowerCase(Locale.ROOT)) {
                    case "latest" -> StartFrom.latest();
                    case "earliest" -> StartFrom.earliest();
                    case "fail" -> StartFrom.fail();
                    case "timestamp" -> StartFrom.timestamp(required(at));
                    default -> throw new IllegalArgumentException(text);
                });
    }

    private static Instant required(@Nullable Instant at) {
        if (at == null) {
            throw new IllegalArgumentException("startTimestamp is not set");
        }
        return at;
    }
}
