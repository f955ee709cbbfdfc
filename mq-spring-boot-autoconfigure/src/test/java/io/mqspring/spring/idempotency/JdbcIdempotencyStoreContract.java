package io.mqspring.spring.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.transaction.support.TransactionTemplate;

/** What the JDBC store does in any database. */
abstract class JdbcIdempotencyStoreContract extends IdempotencyStoreContract {

    private final HikariDataSource dataSource = new HikariDataSource();
    private JdbcIdempotencyStore store = new JdbcIdempotencyStore(dataSource, "mq_idempotency", clock);
    private JdbcTemplate jdbc = new JdbcTemplate(dataSource);
    private TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(dataSource));

    /** Points a pool to an empty database. */
    abstract void configure(HikariDataSource pool);

    /** Name of the script that makes the table. */
    abstract String script();

    @BeforeEach
    void makeTable() {
        configure(dataSource);
        dataSource.setMaximumPoolSize(20);
        // As some pools do: whoever does not commit has done nothing.
        dataSource.setAutoCommit(false);
        run(dataSource, script());
    }

    @AfterEach
    void dropTable() {
        transaction.executeWithoutResult(status -> jdbc.execute("DROP TABLE mq_idempotency"));
        dataSource.close();
    }

    private void run(DataSource target, String script) {
        ResourceDatabasePopulator populator =
                new ResourceDatabasePopulator(new ClassPathResource("io/mqspring/spring/idempotency/" + script));
        populator.setSqlScriptEncoding(StandardCharsets.UTF_8.name());
        transaction.executeWithoutResult(status -> populator.execute(target));
    }

    @Override
    IdempotencyStore store() {
        return store;
    }

    @Override
    long count() {
        Integer count = transaction.execute(
                status -> jdbc.queryForList("SELECT id FROM mq_idempotency").size());
        return count == null ? -1 : count;
    }

    @Test
    void theGenericScriptMakesTheTableToo() {
        transaction.executeWithoutResult(status -> jdbc.execute("DROP TABLE mq_idempotency"));
        run(dataSource, "schema-generic.sql");
        assertThat(store.findTable()).isEmpty();
        aKeyIsGrantedOnceAndThenDone();
    }

    @Test
    void aMissingTableIsFound() {
        JdbcIdempotencyStore other = new JdbcIdempotencyStore(dataSource, "not_there", clock);
        assertThat(other.findTable())
                .hasValueSatisfying(failure ->
                        assertThat(failure.getMostSpecificCause()).message().containsIgnoringCase("not_there"));
    }

    @Test
    void theNameOfATableIsNothingMore() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new JdbcIdempotencyStore(dataSource, "keys; DROP TABLE orders", clock))
                .withMessageContaining("mq.idempotency.jdbc.table");
    }

    @Test
    void outsideOfATransactionEachStepIsVisibleAtOnce() {
        assertThat(store.joinsCurrentTransaction()).isFalse();
        store.claim(KEY, "a#1", TIMEOUT);
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void withinATransactionClaimAndMarkAreRolledBackWithIt() {
        transaction.executeWithoutResult(status -> {
            assertThat(store.joinsCurrentTransaction()).isTrue();
            assertThat(store.claim(KEY, "a#1", TIMEOUT)).isEqualTo(Claim.granted());
            assertThat(store.complete(KEY, "a#1", TTL)).isTrue();
            status.setRollbackOnly();
        });
        assertThat(count()).isZero();
        assertThat(store.claim(KEY, "b#1", TIMEOUT)).isEqualTo(Claim.granted());
    }

    @Test
    void twoTransactionsWithOneKeyMeetAndTheSecondGivesUpInTime() {
        transaction.executeWithoutResult(first -> {
            assertThat(store.claim(KEY, "a#1", TIMEOUT)).isEqualTo(Claim.granted());
            CompletableFuture<Claim> second = CompletableFuture.supplyAsync(
                    () -> transaction.execute(status -> store.claim(KEY, "b#1", TIMEOUT)));
            assertThatExceptionOfType(java.util.concurrent.ExecutionException.class)
                    .isThrownBy(second::get)
                    .withCauseInstanceOf(ClaimConflictException.class);
            CompletableFuture<Claim> withoutTransaction =
                    CompletableFuture.supplyAsync(() -> store.claim(KEY, "c#1", TIMEOUT));
            assertThat(withoutTransaction.join()).isInstanceOf(Claim.InProgress.class);
            store.complete(KEY, "a#1", TTL);
        });
        assertThat(store.claim(KEY, "b#2", TIMEOUT)).isEqualTo(Claim.done());
    }
}
