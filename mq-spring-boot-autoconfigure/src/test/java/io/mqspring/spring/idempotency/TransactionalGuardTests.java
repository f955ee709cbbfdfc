package io.mqspring.spring.idempotency;

import com.zaxxer.hikari.HikariDataSource;

class TransactionalGuardTests extends TransactionalGuardContract {

    @Override
    void configure(HikariDataSource pool) {
        pool.setJdbcUrl("jdbc:h2:mem:guard;DB_CLOSE_DELAY=-1");
        pool.setUsername("sa");
    }

    @Override
    String script() {
        return "schema-h2.sql";
    }
}
