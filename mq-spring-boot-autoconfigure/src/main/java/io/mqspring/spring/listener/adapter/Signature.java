package io.mqspring.spring.listener.adapter;

import io.mqspring.message.MessageView;
import io.mqspring.spring.listener.Acknowledgement;
import io.mqspring.spring.listener.BatchAcknowledgement;
import io.mqspring.spring.listener.MqListenerDefinitionException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;

/**
 * What a listener method's parameters are for. Reading one finds out, while the application starts, whether the method can be
 * called at all.
 *
 * @param method the method
 * @param parameters each parameter with its role
 * @param batch whether a call takes several messages: a parameter is a plain list
 * @param payloadType what a body becomes; null when nobody asks for it
 * @param returned what the return value means
 */
record Signature(
        ListenerMethod method,
        List<Bound> parameters,
        boolean batch,
        @Nullable Type payloadType,
        Returned returned) {

    /** What a parameter gets. */
    enum Role {
        PAYLOAD,
        HEADER,
        HEADERS,
        VIEW,
        SPRING_MESSAGE,
        ACKNOWLEDGEMENT
    }

    /**
     * A parameter and its role.
     *
     * @param list whether it is a list with an element for each message of a batch, which has the role
     */
    record Bound(MethodParameter parameter, Role role, boolean list) {

        /** What one message brings: the parameter itself, or its elements. */
        MethodParameter element() {
            return list ? parameter.nested() : parameter;
        }
    }

    private static final List<String> NEVER_A_PAYLOAD =
            List.of("org.springframework.", "java.util.concurrent.", "java.util.function.", "org.apache.rocketmq.");

    static Signature of(ListenerMethod method) {
        List<MethodParameter> declared = new ArrayList<>();
        int count = method.method().getParameterCount();
        for (int i = 0; i < count; i++) {
            MethodParameter parameter = new MethodParameter(method.method(), i).withContainingClass(method.beanClass());
            parameter.initParameterNameDiscovery(new DefaultParameterNameDiscoverer());
            declared.add(parameter);
        }
        boolean batch = declared.stream().anyMatch(Signature::isOfBatch);
        List<Bound> parameters = new ArrayList<>();
        for (MethodParameter parameter : declared) {
            parameters.add(batch ? BatchParameters.bound(method, parameter) : single(method, parameter));
        }
        return new Signature(
                method, List.copyOf(parameters), batch, payloadType(method, parameters), Returned.of(method, batch));
    }

    /** A list that is not said to be something else holds messages. */
    private static boolean isOfBatch(MethodParameter parameter) {
        return parameter.getParameterType() == List.class
                && !parameter.hasParameterAnnotation(Header.class)
                && !parameter.hasParameterAnnotation(Headers.class)
                && !parameter.hasParameterAnnotation(Payload.class);
    }

    private static Bound single(ListenerMethod method, MethodParameter parameter) {
        return new Bound(parameter, role(method, parameter), false);
    }

    boolean has(Role role) {
        return parameters.stream().anyMatch(each -> each.role() == role);
    }

    /** The parameter that gets the payload, or null. */
    @Nullable
    Bound payloadParameter() {
        return parameters.stream()
                .filter(each -> each.role() == Role.PAYLOAD)
                .findFirst()
                .orElse(null);
    }

    private static Role role(ListenerMethod method, MethodParameter parameter) {
        Class<?> type = parameter.getParameterType();
        if (parameter.hasParameterAnnotation(Header.class)) {
            return Role.HEADER;
        }
        if (parameter.hasParameterAnnotation(Headers.class)) {
            checkHeadersType(method, parameter);
            return Role.HEADERS;
        }
        if (parameter.hasParameterAnnotation(Payload.class)) {
            return Role.PAYLOAD;
        }
        if (type == MessageView.class) {
            return Role.VIEW;
        }
        if (type == Acknowledgement.class) {
            return Role.ACKNOWLEDGEMENT;
        }
        if (type == BatchAcknowledgement.class) {
            throw refused(
                    method,
                    where(parameter) + " answers for several messages, but the method takes one",
                    "Take an Acknowledgement, or a List of messages.");
        }
        if (type == MessageHeaders.class) {
            return Role.HEADERS;
        }
        if (type == Message.class) {
            return Role.SPRING_MESSAGE;
        }
        checkPayloadType(method, parameter);
        return Role.PAYLOAD;
    }

    static void checkPayloadType(ListenerMethod method, MethodParameter parameter) {
        Class<?> type = parameter.getNestedParameterType();
        boolean ours = type.isInterface() && type.getName().startsWith("io.mqspring.");
        if (ours || NEVER_A_PAYLOAD.stream().anyMatch(type.getName()::startsWith)) {
            throw refused(
                    method,
                    where(parameter) + " has a type that a message does not become",
                    "Take the payload, @Header and @Headers values, MessageView, org.springframework.messaging.Message"
                            + " or Acknowledgement; get everything else by injection.");
        }
    }

    private static void checkHeadersType(ListenerMethod method, MethodParameter parameter) {
        Class<?> type = parameter.getParameterType();
        if (type != Map.class && type != MessageHeaders.class) {
            throw refused(
                    method,
                    where(parameter) + " has @Headers, but is neither a Map nor MessageHeaders",
                    "Declare it as Map<String, Object>, or take single ones with @Header.");
        }
    }

    private static @Nullable Type payloadType(ListenerMethod method, List<Bound> parameters) {
        List<Bound> payloads = parametersOf(parameters, Role.PAYLOAD);
        if (payloads.size() > 1) {
            throw refused(
                    method,
                    where(payloads.get(0).parameter()) + " and "
                            + where(payloads.get(1).parameter()) + " would both be the payload",
                    "Keep one, and mark the other with @Header if it is a header; several values belong into one record.");
        }
        List<Type> wanted = new ArrayList<>();
        payloads.forEach(each -> wanted.add(resolved(method, each)));
        for (Bound message : parametersOf(parameters, Role.SPRING_MESSAGE)) {
            Type content = contentOf(resolved(method, message));
            if (content != Object.class || wanted.isEmpty()) {
                wanted.add(content);
            }
        }
        if (wanted.stream().distinct().count() > 1 && wanted.get(1) != Object.class) {
            throw refused(
                    method,
                    "it asks for the payload as " + wanted.get(0).getTypeName() + " and as "
                            + wanted.get(1).getTypeName(),
                    "Ask for one type; Message<?> goes with any.");
        }
        return wanted.isEmpty() ? null : wanted.get(0);
    }

    private static List<Bound> parametersOf(List<Bound> parameters, Role role) {
        return parameters.stream().filter(each -> each.role() == role).toList();
    }

    private static Type resolved(ListenerMethod method, Bound bound) {
        Type type = GenericTypeResolver.resolveType(bound.parameter().getGenericParameterType(), method.beanClass());
        return bound.list() ? contentOf(type) : type;
    }

    /** What a message or a list holds. */
    private static Type contentOf(Type message) {
        if (message instanceof ParameterizedType parameterized) {
            Type content = parameterized.getActualTypeArguments()[0];
            return content instanceof WildcardType wildcard ? wildcard.getUpperBounds()[0] : content;
        }
        return Object.class;
    }

    static MqListenerDefinitionException refused(ListenerMethod method, String why, String action) {
        return new MqListenerDefinitionException(
                "The listener method " + method.description() + " cannot be called: " + why + ".", action);
    }

    static String where(MethodParameter parameter) {
        return "parameter " + (parameter.getParameterIndex() + 1) + " ("
                + parameter.getParameterType().getSimpleName() + ")";
    }
}
