package io.mqspring.spring.listener.adapter;

import io.mqspring.consumer.ConsumeResult;
import io.mqspring.message.MessageView;
import io.mqspring.spring.listener.Acknowledgement;
import io.mqspring.spring.listener.MqListenerDefinitionException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
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
 * @param payloadType what the body becomes; null when nobody asks for it
 */
record Signature(
        ListenerMethod method,
        List<Bound> parameters,
        @Nullable Type payloadType) {

    /** What a parameter gets. */
    enum Role {
        PAYLOAD,
        HEADER,
        HEADERS,
        VIEW,
        SPRING_MESSAGE,
        ACKNOWLEDGEMENT
    }

    /** A parameter and its role. */
    record Bound(MethodParameter parameter, Role role) {}

    private static final List<String> NEVER_A_PAYLOAD =
            List.of("org.springframework.", "java.util.concurrent.", "java.util.function.", "org.apache.rocketmq.");

    static Signature of(ListenerMethod method) {
        checkReturnType(method);
        List<Bound> parameters = new ArrayList<>();
        int count = method.method().getParameterCount();
        for (int i = 0; i < count; i++) {
            MethodParameter parameter = new MethodParameter(method.method(), i).withContainingClass(method.beanClass());
            parameter.initParameterNameDiscovery(new DefaultParameterNameDiscoverer());
            parameters.add(new Bound(parameter, role(method, parameter)));
        }
        return new Signature(method, List.copyOf(parameters), payloadType(method, parameters));
    }

    boolean has(Role role) {
        return parameters.stream().anyMatch(each -> each.role() == role);
    }

    /** The parameter that gets the payload, or null. */
    @Nullable
    MethodParameter payloadParameter() {
        return parameters.stream()
                .filter(each -> each.role() == Role.PAYLOAD)
                .map(Bound::parameter)
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
        if (type == MessageHeaders.class) {
            return Role.HEADERS;
        }
        if (type == Message.class) {
            return Role.SPRING_MESSAGE;
        }
        checkPayloadType(method, parameter);
        return Role.PAYLOAD;
    }

    private static void checkPayloadType(ListenerMethod method, MethodParameter parameter) {
        Class<?> type = parameter.getParameterType();
        boolean ours = type.isInterface() && type.getName().startsWith("io.mqspring.");
        if (ours || NEVER_A_PAYLOAD.stream().anyMatch(type.getName()::startsWith)) {
            throw refused(
                    method,
                    where(parameter) + " has a type that a message does not become",
                    "Take the payload, @Header and @Headers values, MessageView, org.springframework.messaging.Message"
                            + " or Acknowledgement; get everything else by injection.");
        }
        if (List.class.isAssignableFrom(parameter.getParameterType()) && holdsMessages(parameter)) {
            throw refused(
                    method,
                    where(parameter) + " asks for several messages, but a listener gets one at a time",
                    "Take one MessageView or Message<T>.");
        }
    }

    private static boolean holdsMessages(MethodParameter parameter) {
        String element = parameter.getGenericParameterType().getTypeName();
        return element.contains(MessageView.class.getName()) || element.contains(Message.class.getName() + "<");
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

    private static void checkReturnType(ListenerMethod method) {
        Class<?> type = method.method().getReturnType();
        if (type == void.class || type == Void.class || type == ConsumeResult.class) {
            return;
        }
        if (CompletionStage.class.isAssignableFrom(type) || type.getName().startsWith("reactor.")) {
            throw refused(
                    method,
                    "it returns " + type.getSimpleName() + ", and asynchronous results are not supported",
                    "Return void when the work is done, or take an Acknowledgement parameter and answer with it later.");
        }
        // Everything else is the reply to a request.
    }

    private static @Nullable Type payloadType(ListenerMethod method, List<Bound> parameters) {
        List<MethodParameter> payloads = parametersOf(parameters, Role.PAYLOAD);
        if (payloads.size() > 1) {
            throw refused(
                    method,
                    where(payloads.get(0)) + " and " + where(payloads.get(1)) + " would both be the payload",
                    "Keep one, and mark the other with @Header if it is a header; several values belong into one record.");
        }
        List<Type> wanted = new ArrayList<>();
        payloads.forEach(each -> wanted.add(resolved(method, each)));
        for (MethodParameter message : parametersOf(parameters, Role.SPRING_MESSAGE)) {
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

    private static List<MethodParameter> parametersOf(List<Bound> parameters, Role role) {
        return parameters.stream()
                .filter(each -> each.role() == role)
                .map(Bound::parameter)
                .toList();
    }

    private static Type resolved(ListenerMethod method, MethodParameter parameter) {
        return GenericTypeResolver.resolveType(parameter.getGenericParameterType(), method.beanClass());
    }

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

    private static String where(MethodParameter parameter) {
        return "parameter " + (parameter.getParameterIndex() + 1) + " ("
                + parameter.getParameterType().getSimpleName() + ")";
    }
}
