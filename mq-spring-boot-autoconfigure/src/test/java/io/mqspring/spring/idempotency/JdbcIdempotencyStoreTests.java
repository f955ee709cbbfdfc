package io.mqspring.spring.idempotency;

import com.zaxxer.hikari.HikariDataSource;

class JdbcIdempotencyStoreTests extends JdbcIdempotencyStoreContract {

    @Override
    void configure(HikariDataSource pool) {
        pool.setJdbcUrl("jdbc:h2:mem:store;DB_CLOSE_DELAY=-1");
        pool.setUsername("sa");
    }

    @Override
    String script() {
        return "schema-h2.sql";
    }
}
