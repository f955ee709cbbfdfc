package io.mqspring.spring.annotation;

import io.mqspring.spring.config.MqListenerConfigurer;
import io.mqspring.spring.config.MqListenerEndpointRegistrar;
import io.mqspring.spring.config.MqListenerEndpointRegistry;
import io.mqspring.spring.listener.MqListenerDefinitionException;
import io.mqspring.spring.listener.adapter.MethodListenerFactory;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotation;

/**
 * Finds {@link MqListener} methods of beans and, once all singletons exist, registers them. Of beans that come later the
 * listeners are registered at once. Makes no other bean before its time.
 */
public final class MqListenerAnnotationBeanPostProcessor
        implements BeanPostProcessor, SmartInitializingSingleton, BeanFactoryAware, Ordered {

    private final Set<Class<?>> withoutListeners = ConcurrentHashMap.newKeySet();
    private final Queue<AnnotatedMethod> found = new ConcurrentLinkedQueue<>();
    private final MqListenerEndpointRegistrar registrar = new MqListenerEndpointRegistrar();
    private @Nullable ConfigurableListableBeanFactory beanFactory;
    private @Nullable EndpointReader reader;

    @Override
    public void setBeanFactory(BeanFactory factory) {
        this.beanFactory = (ConfigurableListableBeanFactory) factory;
    }

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        Class<?> beanClass = AopUtils.getTargetClass(bean);
        if (bean instanceof AopInfrastructureBean
                || ScopedProxyUtils.isScopedTarget(beanName)
                || withoutListeners.contains(beanClass)) {
            return bean;
        }
        Map<Method, List<MergedAnnotation<MqListener>>> methods =
                AnnotationUtils.isCandidateClass(beanClass, List.of(MqListener.class, MqListeners.class))
                        ? ListenerMethods.of(beanClass)
                        : Map.of();
        if (methods.isEmpty()) {
            withoutListeners.add(beanClass);
            return bean;
        }
        methods.forEach((method, annotations) -> {
            requireSingleton(beanName, beanClass, method);
            Method invocable = invocable(bean, beanClass, method);
            for (int i = 0; i < annotations.size(); i++) {
                found.add(new AnnotatedMethod(bean, beanClass, method, invocable, i + 1, annotations.get(i)));
            }
        });
        registerFound();
        return bean;
    }

    @Override
    public void afterSingletonsInstantiated() {
        ConfigurableListableBeanFactory factory = factory();
        reader = new EndpointReader(factory, factory.getBean(MethodListenerFactory.class));
        registerFound();
        factory.getBeanProvider(MqListenerConfigurer.class)
                .orderedStream()
                .forEach(configurer -> configurer.configureListeners(registrar));
        registrar.registerAllWith(factory.getBean(MqListenerEndpointRegistry.class));
    }

    private void registerFound() {
        EndpointReader current = reader;
        if (current == null) {
            return;
        }
        AnnotatedMethod next = found.poll();
        while (next != null) {
            registrar.register(current.read(next));
            next = found.poll();
        }
    }

    private void requireSingleton(String beanName, Class<?> beanClass, Method method) {
        if (factory().containsBeanDefinition(beanName) && !factory().isSingleton(beanName)) {
            throw new MqListenerDefinitionException(
                    "The listener method " + MethodListenerFactory.describe(beanClass, method)
                            + " is on the bean '" + beanName
                            + "', which is not a singleton: each of its instances would"
                            + " listen again.",
                    "Make it a singleton that calls the other one.");
        }
    }

    private static Method invocable(Object bean, Class<?> beanClass, Method method) {
        try {
            return AopUtils.selectInvocableMethod(method, bean.getClass());
        } catch (IllegalStateException e) {
            throw new MqListenerDefinitionException(
                    "The listener method " + MethodListenerFactory.describe(beanClass, method)
                            + " cannot be called through the proxy of its bean: " + e.getMessage(),
                    "Make the method public and put it into the bean's interface, or proxy the class"
                            + " (spring.aop.proxy-target-class=true).",
                    e);
        }
    }

    private ConfigurableListableBeanFactory factory() {
        ConfigurableListableBeanFactory factory = beanFactory;
        if (factory == null) {
            throw new IllegalStateException("used outside of a bean factory");
        }
        return factory;
    }
}
