package io.mqspring.autoconfigure;

import io.mqspring.client.MqClient;
import io.mqspring.producer.Producer;
import io.mqspring.runtime.ExecutionBackend;
import io.mqspring.spring.annotation.EnableMq;
import io.mqspring.spring.annotation.ListenerMethods;
import io.mqspring.spring.config.MqListenerContainerFactory;
import io.mqspring.spring.config.MqListenerEndpointRegistry;
import io.mqspring.spring.config.SubscriptionCustomizer;
import io.mqspring.spring.core.MqLocalTransaction;
import io.mqspring.spring.listener.ListeningLog;
import io.mqspring.spring.listener.MqListenerObserver;
import io.mqspring.spring.listener.adapter.CallInterceptorFactory;
import io.mqspring.spring.listener.adapter.MethodListenerFactory;
import io.mqspring.spring.listener.adapter.Replies;
import io.mqspring.spring.support.MqMessageConverter;
import java.util.List;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.env.Environment;
import org.springframework.format.support.DefaultFormattingConversionService;
import org.springframework.validation.Validator;

/** Listeners: how they are found, called, started and stopped. */
@Configuration(proxyBeanMethods = false)
@EnableMq
class MqListenerConfiguration {

    /** A listener on a bean that nobody asks for would never start. */
    @Bean
    static LazyInitializationExcludeFilter mqListenerLazyInitializationExcludeFilter() {
        return (beanName, definition, beanType) ->
                ListenerMethods.existOn(beanType) || MqLocalTransaction.class.isAssignableFrom(beanType);
    }

    @Bean
    @ConditionalOnMissingBean
    MethodListenerFactory mqMethodListenerFactory(
            MqMessageConverter converter,
            ObjectProvider<Validator> validator,
            ObjectProvider<CallInterceptorFactory> interceptors,
            ConfigurableBeanFactory beanFactory,
            Producer producer) {
        ConversionService conversion = beanFactory.getConversionService();
        return new MethodListenerFactory(
                converter,
                validator.getIfUnique(),
                conversion == null ? new DefaultFormattingConversionService() : conversion,
                beanFactory::resolveEmbeddedValue,
                new Replies(producer, converter),
                interceptors.orderedStream().toList());
    }

    @Bean
    @ConditionalOnMissingBean
    MqListenerContainerFactory mqListenerContainerFactory(
            MqClient client,
            ExecutionBackend backend,
            MqProperties properties,
            Environment environment,
            ListeningLog listeningLog,
            ObjectProvider<MqListenerObserver> observers,
            ObjectProvider<MqConsumerCustomizer> customizers,
            BeanFactory beanFactory) {
        Allocations allocations = new Allocations(properties.client(), beanFactory);
        List<SubscriptionCustomizer> all = customizers
                .orderedStream()
                .map(SubscriptionCustomizer.class::cast)
                .toList();
        return new MqListenerContainerFactory(
                group -> client.pushConsumer(group).allocation(allocations.of(group)),
                new ListenerPropertiesMapper(properties.listener(), Binder.get(environment)),
                all,
                listeningLog,
                new ListenerObservers(observers.orderedStream().toList()),
                backend.time());
    }

    @Bean
    @ConditionalOnMissingBean
    MqListenerEndpointRegistry mqListenerEndpointRegistry(
            MqListenerContainerFactory factory,
            MqPropertiesMapper mapper,
            ExecutionBackend backend,
            ObjectProvider<MqConnectionDetails> cluster,
            ApplicationContext context) {
        MqListenerEndpointRegistry registry = new MqListenerEndpointRegistry(factory, mapper.drainTimeout());
        if (ReadySignal.comesIn(context)) {
            if (cluster.getIfAvailable() == null) {
                registry.holdUntilReady(backend.workers());
            } else {
                registry.startWhenReady();
            }
        }
        return registry;
    }

    @Bean
    ReadySignal mqReadySignal(
            ApplicationContext context, MqListenerEndpointRegistry registry, Environment environment) {
        return new ReadySignal(context, registry, new UnusedListenerSettings(environment));
    }
}
