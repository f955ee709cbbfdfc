package io.mqspring.spring.listener.adapter;

import io.mqspring.spring.support.HeaderMapping;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.convert.ConversionService;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.ValueConstants;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.util.StringUtils;
import org.springframework.util.StringValueResolver;

/** Makes the binders of a signature; those of a batch bind what one message brings to each list. Immutable. */
final class ParameterBinders {

    private final ConversionService conversion;
    private final StringValueResolver placeholders;

    ParameterBinders(ConversionService conversion, StringValueResolver placeholders) {
        this.conversion = conversion;
        this.placeholders = placeholders;
    }

    List<ParameterBinder> of(Signature signature) {
        return signature.parameters().stream()
                .map(each -> binder(signature.method(), each))
                .toList();
    }

    private ParameterBinder binder(ListenerMethod method, Signature.Bound bound) {
        return switch (bound.role()) {
            case PAYLOAD -> Delivery::payload;
            case VIEW -> Delivery::message;
            case ACKNOWLEDGEMENT -> Delivery::acknowledgement;
            case SPRING_MESSAGE -> ParameterBinders::springMessage;
            case HEADERS -> headers(bound.parameter());
            case HEADER -> header(method, bound);
        };
    }

    private static ParameterBinder headers(MethodParameter parameter) {
        return parameter.getParameterType() == Map.class
                ? delivery -> HeaderMapping.headers(delivery.message())
                : delivery -> springHeaders(delivery);
    }

    private ParameterBinder header(ListenerMethod method, Signature.Bound bound) {
        MethodParameter parameter = bound.parameter();
        Header header = parameter.getParameterAnnotation(Header.class);
        if (header == null) {
            throw new IllegalStateException("not a @Header parameter: " + parameter);
        }
        String name = StringUtils.hasText(header.name()) ? header.name() : header.value();
        if (!StringUtils.hasText(name)) {
            name = parameter.getParameterName();
        }
        String resolved = name == null ? null : placeholders.resolveStringValue(name);
        if (!StringUtils.hasText(resolved)) {
            throw Signature.refused(
                    method,
                    "parameter " + (parameter.getParameterIndex() + 1) + " has a @Header without a name",
                    "Name it, as in @Header(MqHeaders.KEYS), or compile with -parameters.");
        }
        return new HeaderBinder(resolved, header.required(), defaultValue(header), bound.element(), conversion);
    }

    private @Nullable String defaultValue(Header header) {
        String value = header.defaultValue();
        return value.equals(ValueConstants.DEFAULT_NONE) ? null : placeholders.resolveStringValue(value);
    }

    private static Message<?> springMessage(Delivery delivery) {
        return MessageBuilder.createMessage(delivery.payload(), springHeaders(delivery));
    }

    private static MessageHeaders springHeaders(Delivery delivery) {
        return new ReceivedHeaders(
                HeaderMapping.headers(delivery.message()), delivery.message().bornTimestamp());
    }

    /** Spring's headers with an id of their own and the time at which the message was made. */
    private static final class ReceivedHeaders extends MessageHeaders {

        private static final long serialVersionUID = 1L;

        ReceivedHeaders(Map<String, Object> headers, long bornTimestamp) {
            super(headers, (UUID) null, bornTimestamp);
        }
    }
}
