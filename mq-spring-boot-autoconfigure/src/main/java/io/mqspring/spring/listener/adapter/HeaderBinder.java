package io.mqspring.spring.listener.adapter;

import io.mqspring.spring.support.HeaderMapping;
import io.mqspring.spring.support.MqHeaders;
import io.mqspring.spring.support.PayloadConversionException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;

/** Supplies a {@code @Header} parameter: looks the header up, falls back to the default, converts. */
final class HeaderBinder implements ParameterBinder {

    private final String name;
    private final boolean required;
    private final @Nullable String defaultValue;
    private final boolean optional;
    private final TypeDescriptor type;
    private final ConversionService conversion;

    /**
     * @param parameter the parameter, or for a batch its element
     */
    HeaderBinder(
            String name,
            boolean required,
            @Nullable String defaultValue,
            MethodParameter parameter,
            ConversionService conversion) {
        this.name = name;
        this.optional = parameter.getNestedParameterType() == Optional.class;
        this.required = required && !optional && !parameter.isOptional();
        this.defaultValue = defaultValue;
        this.type = new TypeDescriptor(parameter.nestedIfOptional());
        this.conversion = conversion;
    }

    @Override
    public @Nullable Object bind(Delivery delivery) {
        Object value = HeaderMapping.header(delivery.message(), name);
        if (value == null) {
            value = defaultValue;
        }
        if (value == null) {
            if (required) {
                throw new PayloadConversionException(
                        "Message " + delivery.message().messageId() + " has no header '" + name
                                + "', which the listener requires: @Header(required = false) makes it optional");
            }
            return optional ? Optional.empty() : null;
        }
        Object converted = convert(value);
        return optional ? Optional.ofNullable(converted) : converted;
    }

    private @Nullable Object convert(Object value) {
        Object source = value;
        if (name.equals(MqHeaders.KEYS) && isSequence() && value instanceof String keys) {
            source = List.of(keys.split(" "));
        }
        try {
            return conversion.convert(source, TypeDescriptor.forObject(source), type);
        } catch (ConversionException e) {
            throw new PayloadConversionException(
                    "The header '" + name + "' with the value '" + value + "' cannot become " + type, e);
        }
    }

    private boolean isSequence() {
        return type.isArray() || Collection.class.isAssignableFrom(type.getType());
    }
}
