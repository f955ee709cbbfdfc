package io.mqspring.autoconfigure.idempotency;

import io.mqspring.autoconfigure.ListenerObservers;
import io.mqspring.autoconfigure.MqAutoConfiguration;
import io.mqspring.autoconfigure.MqConnectionAutoConfiguration;
import io.mqspring.runtime.ExecutionBackend;
import io.mqspring.spring.idempotency.ExpiredKeys;
import io.mqspring.spring.idempotency.IdempotencyGuard;
import io.mqspring.spring.idempotency.IdempotencySettings;
import io.mqspring.spring.idempotency.IdempotencyStore;
import io.mqspring.spring.idempotency.ListenerTransactions;
import io.mqspring.spring.idempotency.MemoryIdempotencyStore;
import io.mqspring.spring.idempotency.SpringListenerTransactions;
import io.mqspring.spring.listener.MqListenerObserver;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The guard of {@code @Idempotent} listeners, with a store in memory or in the application's database. */
@AutoConfiguration(
        after = MqConnectionAutoConfiguration.class,
        before = MqAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.DataSourceInitializationAutoConfiguration"
        })
@ConditionalOnBooleanProperty(name = "mq.enabled", matchIfMissing = true)
@EnableConfigurationProperties(MqIdempotencyProperties.class)
@Import({JdbcStoreConfiguration.class, NoJdbcConfiguration.class})
public final class MqIdempotencyAutoConfiguration {

    MqIdempotencyAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    IdempotencyGuard mqIdempotencyGuard(
            MqIdempotencyProperties properties,
            IdempotencyStore store,
            ObjectProvider<ListenerTransactions> transactions,
            ObjectProvider<MqListenerObserver> observers,
            ExecutionBackend backend,
            ConfigurableBeanFactory beanFactory) {
        return new IdempotencyGuard(
                new IdempotencySettings(properties.ttl(), properties.inProgressTimeout()),
                store,
                transactions.getIfAvailable(() -> ListenerTransactions.NONE),
                new ListenerObservers(observers.orderedStream().toList()),
                ProcessHandle.current().pid() + "@"
                        + Long.toHexString(backend.newRandom().nextLong()),
                backend.workers(),
                beanFactory::resolveEmbeddedValue);
    }

    @Bean
    @ConditionalOnMissingBean
    ExpiredKeys mqExpiredIdempotencyKeys(
            MqIdempotencyProperties properties, IdempotencyStore store, ExecutionBackend backend) {
        return new ExpiredKeys(store, properties.cleanupInterval(), backend);
    }

    /** Keys in memory. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "mq.idempotency.store", havingValue = "memory", matchIfMissing = true)
    static class Memory {

        @Bean
        @ConditionalOnMissingBean(IdempotencyStore.class)
        MemoryIdempotencyStore mqIdempotencyStore(MqIdempotencyProperties properties, ExecutionBackend backend) {
            return new MemoryIdempotencyStore(properties.maxEntries(), backend.time());
        }
    }

    /** Transactions of listener methods. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.transaction.interceptor.TransactionAttributeSource")
    static class Transactions {

        @Bean
        @ConditionalOnMissingBean(ListenerTransactions.class)
        SpringListenerTransactions mqListenerTransactions(BeanFactory beanFactory) {
            return new SpringListenerTransactions(beanFactory);
        }
    }
}
