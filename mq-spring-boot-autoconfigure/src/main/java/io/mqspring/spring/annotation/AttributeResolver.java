package io.mqspring.spring.annotation;

import io.mqspring.spring.listener.MqListenerDefinitionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanExpressionContext;
import org.springframework.beans.factory.config.BeanExpressionResolver;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.util.StringUtils;

/** Resolves placeholders and expressions in the attributes of one annotation and says, when a value is no good, where it stands. */
final class AttributeResolver {

    private final ConfigurableBeanFactory beanFactory;
    private final String source;

    AttributeResolver(ConfigurableBeanFactory beanFactory, String source) {
        this.beanFactory = beanFactory;
        this.source = source;
    }

    /** The text of an attribute, trimmed; empty when it is not set. */
    String text(String attribute, String value) {
        Object resolved = resolve(attribute, value);
        return resolved == null ? "" : resolved.toString().trim();
    }

    /** Elements of an attribute that may come as arrays, collections or text with commas. */
    List<String> list(String attribute, String[] values) {
        List<String> all = new ArrayList<>();
        for (String value : values) {
            addTo(all, resolve(attribute, value));
        }
        return all;
    }

    private static void addTo(List<String> all, @Nullable Object resolved) {
        if (resolved instanceof Collection<?> elements) {
            elements.forEach(each -> addTo(all, each));
        } else if (resolved instanceof Object[] elements) {
            Arrays.asList(elements).forEach(each -> addTo(all, each));
        } else if (resolved != null) {
            all.addAll(StringUtils.commaDelimitedListToSet(resolved.toString()).stream()
                    .map(String::trim)
                    .filter(StringUtils::hasText)
                    .toList());
        }
    }

    @Nullable
    Integer integer(String attribute, String value) {
        return parsed(attribute, value, "a whole number", Integer::valueOf);
    }

    @Nullable
    Boolean bool(String attribute, String value) {
        return parsed(attribute, value, "true or false", text -> {
            if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
                return Boolean.valueOf(text);
            }
            throw new IllegalArgumentException("neither true nor false");
        });
    }

    @Nullable
    Duration duration(String attribute, String value) {
        return parsed(attribute, value, "a duration such as 10s", AttributeResolver::toDuration);
    }

    @Nullable
    List<Duration> durations(String attribute, String value) {
        return parsed(attribute, value, "a list of durations such as 1s,10s,5m", text -> Arrays.stream(text.split(","))
                .map(each -> toDuration(each.trim()))
                .toList());
    }

    /** A value made of an attribute's text; null when it is not set. */
    <T> @Nullable T parsed(String attribute, String value, String expected, Function<String, T> parser) {
        String text = text(attribute, value);
        if (text.isEmpty()) {
            return null;
        }
        try {
            return parser.apply(text);
        } catch (RuntimeException e) {
            throw new MqListenerDefinitionException(
                    "The attribute " + attribute + " of the @MqListener on " + source + " is '" + text + "'"
                            + (text.equals(value) ? "" : " (from '" + value + "')") + ", which is not " + expected
                            + ".",
                    "Set it to " + expected + ", or leave it out for the default.",
                    e);
        }
    }

    private static Duration toDuration(String text) {
        return DurationFormatterUtils.detectAndParse(text, DurationFormat.Unit.MILLIS);
    }

    private @Nullable Object resolve(String attribute, String value) {
        try {
            String text = beanFactory.resolveEmbeddedValue(value);
            if (text != null && text.contains("${")) {
                // A context without a placeholder configurer leaves what it does not know.
                throw new IllegalArgumentException("nothing defines a placeholder in it");
            }
            BeanExpressionResolver expressions = beanFactory.getBeanExpressionResolver();
            return expressions == null || text == null
                    ? text
                    : expressions.evaluate(text, new BeanExpressionContext(beanFactory, null));
        } catch (RuntimeException e) {
            throw new MqListenerDefinitionException(
                    "The attribute " + attribute + " of the @MqListener on " + source + " is '" + value
                            + "' and cannot be resolved: " + e.getMessage(),
                    "Define the property or bean it refers to, or give it a default as in ${name:default}.",
                    e);
        }
    }
}
