package io.mqspring.spring.annotation;

import io.mqspring.consumer.AsyncMessageListener;
import io.mqspring.consumer.Ordering;
import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.WhenBehindMinimum;
import io.mqspring.filter.MessageFilter;
import io.mqspring.spring.config.DeliveryOptions;
import io.mqspring.spring.config.MqListenerEndpoint;
import io.mqspring.spring.config.MqListenerOptions;
import io.mqspring.spring.config.PullOptions;
import io.mqspring.spring.config.RetryOptions;
import io.mqspring.spring.config.SelectionOptions;
import io.mqspring.spring.listener.MqListenerDefinitionException;
import io.mqspring.spring.listener.adapter.ListenerName;
import io.mqspring.spring.listener.adapter.MethodListenerFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
        MessageFilter sql = resolver.parsed(
                "sql", annotation.getString("sql"), "an SQL92 expression such as amount > 10", MessageFilter::sql);
        if (sql != null && !tags.isEmpty() && !tags.equals("*")) {
            throw new MqListenerDefinitionException(
                    "The @MqListener on " + source + " has both tags = \"" + tags + "\" and sql = \"" + sql + "\".",
                    "Keep one of them: an SQL92 expression can ask for tags, too, as in TAGS IN ('a', 'b').");
        }
        ListenerName name =
                new ListenerName(id.isEmpty() ? found.defaultId() : id, group(resolver, annotation, source));
        AsyncMessageListener listener =
                listeners.listener(name, found.bean(), found.beanClass(), found.method(), found.invocable());
        return new MqListenerEndpoint(
                name.id(),
                name.group(),
                resolver.list("topics", annotation.getStringArray("topics")),
                tags.isEmpty() ? "*" : tags,
                options(
                        resolver,
                        annotation,
                        new SelectionOptions(sql, resolver.bool("broadcast", annotation.getString("broadcast")))),
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

    private static MqListenerOptions options(
            AttributeResolver resolver, MergedAnnotation<MqListener> annotation, SelectionOptions selection) {
        return new MqListenerOptions(
                resolver.bool("autoStartup", annotation.getString("autoStartup")),
                startFrom(resolver, annotation),
                resolver.parsed(
                        "whenBehindMinimum",
                        annotation.getString("whenBehindMinimum"),
                        "earliest, latest or fail",
                        text -> WhenBehindMinimum.valueOf(text.toUpperCase(Locale.ROOT))),
                selection,
                delivery(resolver, annotation),
                retry(resolver, annotation),
                pull(resolver, annotation));
    }

    private static DeliveryOptions delivery(AttributeResolver resolver, MergedAnnotation<MqListener> annotation) {
        Ordering[] ordering = annotation.getEnumArray("ordering", Ordering.class);
        if (ordering.length > 1) {
            throw new MqListenerDefinitionException(
                    "The attribute ordering of an @MqListener has " + ordering.length + " values.", "Keep one.");
        }
        return new DeliveryOptions(
                resolver.integer("concurrency", annotation.getString("concurrency")),
                ordering.length == 0 ? null : ordering[0],
                resolver.integer("batchSize", annotation.getString("batchSize")),
                resolver.duration("linger", annotation.getString("linger")),
                resolver.duration("warnAfter", annotation.getString("warnAfter")),
                resolver.duration("consumeTimeout", annotation.getString("consumeTimeout")));
    }

    private static RetryOptions retry(AttributeResolver resolver, MergedAnnotation<MqListener> annotation) {
        return new RetryOptions(
                resolver.integer("maxAttempts", annotation.getString("maxAttempts")),
                resolver.durations("retryDelays", annotation.getString("retryDelays")),
                resolver.parsed(
                        "retryMultiplier", annotation.getString("retryMultiplier"), "a number", Double::valueOf),
                resolver.duration("retryMaxDelay", annotation.getString("retryMaxDelay")),
                resolver.durations("orderedRetryDelays", annotation.getString("orderedRetryDelays")),
                resolver.parsed("retryJitter", annotation.getString("retryJitter"), "a number", Double::valueOf),
                failures(annotation, "retryFor"),
                failures(annotation, "noRetryFor"));
    }

    private static @Nullable List<Class<? extends Throwable>> failures(
            MergedAnnotation<MqListener> annotation, String attribute) {
        List<Class<? extends Throwable>> types = new ArrayList<>();
        for (Class<?> type : annotation.getClassArray(attribute)) {
            types.add(type.asSubclass(Throwable.class));
        }
        return types.isEmpty() ? null : types;
    }

    private static PullOptions pull(AttributeResolver resolver, MergedAnnotation<MqListener> annotation) {
        return new PullOptions(
                resolver.bool("longPolling", annotation.getString("longPolling")),
                resolver.duration("hold", annotation.getString("hold")),
                null,
                resolver.integer("pullBatchSize", annotation.getString("pullBatchSize")),
                resolver.integer("maxCachedMessages", annotation.getString("maxCachedMessages")),
                null);
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
