package io.mqspring.spring.listener.adapter;

import io.mqspring.consumer.AsyncMessageListener;
import io.mqspring.spring.support.MqMessageConverter;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.convert.ConversionService;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringValueResolver;
import org.springframework.validation.Validator;
import org.springframework.validation.annotation.ValidationAnnotationUtils;

/**
 * Makes a listener of a bean method: reads the signature once, then builds the stages convert, validate and invoke, or for a
 * batch convert, validate and join.
 * Immutable.
 */
public final class MethodListenerFactory {

    private static final Logger log = LoggerFactory.getLogger(MethodListenerFactory.class);

    private final MqMessageConverter converter;
    private final @Nullable Validator validator;
    private final ParameterBinders binders;
    private final @Nullable Replies replies;
    private final List<CallInterceptorFactory> interceptors;

    /** As the other one, for listeners whose return values go nowhere. */
    public MethodListenerFactory(
            MqMessageConverter converter,
            @Nullable Validator validator,
            ConversionService conversion,
            StringValueResolver placeholders) {
        this(converter, validator, conversion, placeholders, null, List.of());
    }

    /**
     * @param converter for payloads
     * @param validator for {@code @Valid} payloads; null validates nothing
     * @param conversion for headers
     * @param placeholders for header names and defaults
     * @param replies takes what listeners return; null when that goes nowhere
     * @param interceptors of calls, the outermost first
     */
    public MethodListenerFactory(
            MqMessageConverter converter,
            @Nullable Validator validator,
            ConversionService conversion,
            StringValueResolver placeholders,
            @Nullable Replies replies,
            List<CallInterceptorFactory> interceptors) {
        this.converter = converter;
        this.validator = validator;
        this.replies = replies;
        this.interceptors = List.copyOf(interceptors);
        this.binders = new ParameterBinders(conversion, placeholders);
    }

    /**
     * Makes a listener.
     *
     * @param name how it is known
     * @param bean what to call, a proxy perhaps
     * @param beanClass the user's class
     * @param method as declared there, with its annotations
     * @param invocable the same method as it is called on the bean
     * @throws io.mqspring.spring.listener.MqListenerDefinitionException when its signature cannot be bound
     */
    public AsyncMessageListener listener(
            ListenerName name, Object bean, Class<?> beanClass, Method method, Method invocable) {
        Signature signature = Signature.of(new ListenerMethod(beanClass, method));
        ReflectionUtils.makeAccessible(invocable);
        List<ParameterBinder> bound = binders.of(signature);
        boolean answersLater = signature.has(Signature.Role.ACKNOWLEDGEMENT)
                || signature.returned().isLater();
        List<CallInterceptor> made = interceptors(
                new ListenerTarget(name.id(), name.group(), bean, beanClass, method, signature.batch(), answersLater));
        if (signature.batch()) {
            return new BatchMethodListener(
                    prepared(signature, new JoinStage(bound)), new BatchInvocation(bean, invocable, signature), made);
        }
        return new MethodListener(
                prepared(signature, new InvocationStage(bean, invocable, bound, signature, replies, made)));
    }

    /** {@code com.acme.Billing.on(Order)}, for error messages. */
    public static String describe(Class<?> beanClass, Method method) {
        return new ListenerMethod(beanClass, method).description();
    }

    private List<CallInterceptor> interceptors(ListenerTarget target) {
        List<CallInterceptor> made = new ArrayList<>();
        for (CallInterceptorFactory factory : interceptors) {
            CallInterceptor interceptor = factory.interceptor(target);
            if (interceptor != null) {
                made.add(interceptor);
            }
        }
        return made;
    }

    private Stage prepared(Signature signature, Stage next) {
        return converting(signature, validating(signature, next));
    }

    private Stage converting(Signature signature, Stage next) {
        return signature.payloadType() == null ? next : new ConversionStage(converter, signature.payloadType(), next);
    }

    private Stage validating(Signature signature, Stage next) {
        Signature.Bound payload = signature.payloadParameter();
        Object[] groups = payload == null ? null : groups(payload);
        if (payload == null || groups == null) {
            return next;
        }
        if (validator == null || !validator.supports(payload.element().getNestedParameterType())) {
            log.warn(
                    "The payload of {} is marked as @Valid, but is not validated: there is no validator. Add"
                            + " spring-boot-starter-validation.",
                    signature.method().description());
            return next;
        }
        return new ValidationStage(validator, List.of(groups), next);
    }

    /** The validation groups, or null when the payload is not to be validated; a batch may say it of its elements. */
    private static Object @Nullable [] groups(Signature.Bound payload) {
        List<Annotation> annotations =
                new ArrayList<>(List.of(payload.parameter().getParameterAnnotations()));
        if (payload.list()
                && payload.parameter().getParameter().getAnnotatedType() instanceof AnnotatedParameterizedType list) {
            annotations.addAll(List.of(list.getAnnotatedActualTypeArguments()[0].getAnnotations()));
        }
        for (Annotation annotation : annotations) {
            Object[] groups = ValidationAnnotationUtils.determineValidationHints(annotation);
            if (groups != null) {
                return groups;
            }
        }
        return null;
    }
}
