package io.mqspring.spring.idempotency;

import com.zaxxer.hikari.HikariDataSource;
import io.mqspring.spring.fixtures.PostgresServer;
import io.mqspring.spring.fixtures.WithPostgres;

@WithPostgres
class TransactionalGuardOnPostgresIT extends TransactionalGuardContract {

    private final PostgresServer server;

    TransactionalGuardOnPostgresIT(PostgresServer server) {
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
