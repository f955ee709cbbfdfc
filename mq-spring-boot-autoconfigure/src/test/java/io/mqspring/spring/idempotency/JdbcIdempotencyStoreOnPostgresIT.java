package io.mqspring.spring.idempotency;

import com.zaxxer.hikari.HikariDataSource;
import io.mqspring.spring.fixtures.PostgresServer;
import io.mqspring.spring.fixtures.WithPostgres;

@WithPostgres
class JdbcIdempotencyStoreOnPostgresIT extends JdbcIdempotencyStoreContract {

    private final PostgresServer server;

    JdbcIdempotencyStoreOnPostgresIT(PostgresServer server) {
        this.server = server;
    }

    @Override
    void configure(HikariDataSource pool) {
        server.configure(pool);
    }

    @Override
    String script() {
        return "schema-postgresql.sql";
    }
}
