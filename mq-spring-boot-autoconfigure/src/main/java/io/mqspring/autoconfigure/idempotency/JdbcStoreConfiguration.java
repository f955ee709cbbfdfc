package io.mqspring.autoconfigure.idempotency;

import io.mqspring.runtime.ExecutionBackend;
import io.mqspring.spring.idempotency.IdempotencyStore;
import io.mqspring.spring.idempotency.JdbcIdempotencyStore;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/** Keys in the application's database. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "mq.idempotency.store", havingValue = "jdbc")
@ConditionalOnClass({JdbcTemplate.class, DataSourceScriptDatabaseInitializer.class})
@ConditionalOnMissingBean(IdempotencyStore.class)
@EnableConfigurationProperties(MqIdempotencyJdbcProperties.class)
class JdbcStoreConfiguration {

    private static final Logger log = LoggerFactory.getLogger(JdbcStoreConfiguration.class);

    @Bean
    IdempotencySchema mqIdempotencySchema(
            ObjectProvider<DataSource> dataSource, MqIdempotencyJdbcProperties properties) {
        return new IdempotencySchema(required(dataSource), properties);
    }

    @Bean
    @DependsOnDatabaseInitialization
    JdbcIdempotencyStore mqIdempotencyStore(
            ObjectProvider<DataSource> dataSource, MqIdempotencyJdbcProperties properties, ExecutionBackend backend) {
        JdbcIdempotencyStore store = new JdbcIdempotencyStore(required(dataSource), properties.table(), backend.time());
        requireTable(store, properties.table());
        return store;
    }

    private static void requireTable(JdbcIdempotencyStore store, String table) {
        try {
            store.findTable().ifPresent(failure -> {
                throw new FailureAnalyzedException(
                        "mq.idempotency.store=jdbc, but the table '" + table + "' cannot be read: "
                                + failure.getMostSpecificCause().getMessage(),
                        "Make the table: set mq.idempotency.jdbc.initialize-schema=always, or let your migrations run one"
                                + " of the scripts schema-*.sql in the package "
                                + IdempotencySchema.SCRIPTS.replace('/', '.') + " of mq-spring-boot-autoconfigure.");
            });
        } catch (DataAccessException e) {
            log.warn("The database of the idempotency keys cannot be asked now: guarded listeners wait for it", e);
        }
    }

    private static DataSource required(ObjectProvider<DataSource> dataSource) {
        DataSource only = dataSource.getIfUnique();
        if (only != null) {
            return only;
        }
        long found = dataSource.stream().count();
        throw new FailureAnalyzedException(
                found == 0
                        ? "mq.idempotency.store=jdbc, but there is no DataSource."
                        : "mq.idempotency.store=jdbc, but there are " + found + " DataSources and none is primary.",
                found == 0
                        ? "Add spring-boot-starter-jdbc and set spring.datasource.url, or set mq.idempotency.store=memory."
                        : "Mark one of them as @Primary, or define a JdbcIdempotencyStore bean of your own.");
    }
}
