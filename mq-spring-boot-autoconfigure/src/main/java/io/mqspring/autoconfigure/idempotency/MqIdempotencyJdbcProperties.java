package io.mqspring.autoconfigure.idempotency;

import io.mqspring.spring.idempotency.JdbcIdempotencyStore;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.sql.init.DatabaseInitializationMode;

/**
 * The idempotency guard's table. Immutable.
 *
 * @param table Name of the table, perhaps with its schema.
 * @param initializeSchema Whether the table is made at start when it does not exist: in embedded databases, always, or never.
 */
@ConfigurationProperties("mq.idempotency.jdbc")
record MqIdempotencyJdbcProperties(
        @DefaultValue(JdbcIdempotencyStore.DEFAULT_TABLE) String table,
        @DefaultValue("embedded") DatabaseInitializationMode initializeSchema) {

    MqIdempotencyJdbcProperties {
        JdbcIdempotencyStore.requirePlainName(table);
    }
}
