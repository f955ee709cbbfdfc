package io.mqspring.autoconfigure.idempotency;

import io.mqspring.spring.fixtures.PostgresServer;
import io.mqspring.spring.fixtures.WithPostgres;

@WithPostgres
class DuplicateScenariosOnPostgresIT extends DuplicateScenariosContract {

    private final PostgresServer server;

    DuplicateScenariosOnPostgresIT(PostgresServer server) {
        this.server = server;
    }

    @Override
    String newDatabase() {
        return server.newDatabase();
    }

    @Override
    String user() {
        return "postgres";
    }
}
