package io.mqspring.autoconfigure.idempotency;

import io.mqspring.spring.idempotency.IdempotencyStore;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Says what is missing for keys in a database. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "mq.idempotency.store", havingValue = "jdbc")
@ConditionalOnMissingClass("org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer")
class NoJdbcConfiguration {

    @Bean
    @ConditionalOnMissingBean
    IdempotencyStore mqIdempotencyStore() {
        throw new FailureAnalyzedException(
                "mq.idempotency.store=jdbc, but Spring's JDBC support is not on the class path.",
                "Add spring-boot-starter-jdbc and set spring.datasource.url, or set mq.idempotency.store=memory.");
    }
}
