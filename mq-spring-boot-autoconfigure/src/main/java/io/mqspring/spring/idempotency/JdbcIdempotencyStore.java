package io.mqspring.spring.idempotency;

import io.mqspring.runtime.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedRuntimeException;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Keys in a table, shared by all instances of an application. Within a transaction on its data source it takes part in it,
 * otherwise each operation is a short one of its own. Expects the clocks of the instances to agree far better than the
 * time-out of a claim. Needs spring-jdbc. Thread safe.
 *
 * <p>The row of a key, whose primary key is a hash, since keys may be long and databases may take two that differ in case for
 * the same:
 *
 * <pre>
 *   (none) --claim--> IN_PROGRESS --complete--> DONE --ttl--> (none)
 *                     |         ^
 *       release,      |         | claim by another one, once expires_at has passed:
 *       rollback      v         | only if the row is still as it was read
 *                   (none)      +--
 * </pre>
 *
 * <p>Of two that insert a row for one key at once, the database lets the second wait for the first. If the first commits, the
 * second gets a duplicate key; after two seconds it gives up. Within a transaction that is a {@link ClaimConflictException},
 * since some databases let nothing but a rollback happen after an error.
 */
public final class JdbcIdempotencyStore implements IdempotencyStore {

    /** Name of the table unless another one is set. */
    public static final String DEFAULT_TABLE = "mq_idempotency";

    private static final Logger log = LoggerFactory.getLogger(JdbcIdempotencyStore.class);

    private static final Pattern TABLE_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*){0,2}");
    private static final String IN_PROGRESS = "IN_PROGRESS";
    private static final String DONE = "DONE";
    private static final int WAIT_SECONDS = 2;
    private static final int TRIES = 2;

    private record Row(String state, String claimant, long claimedAt, long expiresAt) {}

    private final DataSource dataSource;
    private final TimeSource time;
    private final JdbcTemplate jdbc;
    private final TransactionTemplate shortTransaction;
    private final String select;
    private final String insert;
    private final String takeOver;
    private final String complete;
    private final String release;
    private final String removeExpired;

    /**
     * @param table name of the table, perhaps with its schema
     * @throws IllegalArgumentException when that is no plain name
     */
    public JdbcIdempotencyStore(DataSource dataSource, String table, TimeSource time) {
        requirePlainName(table);
        this.dataSource =
                dataSource instanceof TransactionAwareDataSourceProxy proxy && proxy.getTargetDataSource() != null
                        ? proxy.getTargetDataSource()
                        : dataSource;
        this.time = time;
        this.jdbc = new JdbcTemplate(this.dataSource);
        this.jdbc.setQueryTimeout(WAIT_SECONDS);
        this.shortTransaction = new TransactionTemplate(new DataSourceTransactionManager(this.dataSource));
        this.select = "SELECT entry_state, claimant, claimed_at, expires_at FROM " + table + " WHERE id = ?";
        this.insert = "INSERT INTO " + table + " (id, consumer_group, listener, message_key, entry_state, claimant,"
                + " claimed_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
        this.takeOver = "UPDATE " + table + " SET entry_state = ?, claimant = ?, claimed_at = ?, expires_at = ?"
                + " WHERE id = ? AND entry_state = ? AND claimant = ? AND expires_at = ?";
        this.complete = "UPDATE " + table + " SET entry_state = '" + DONE + "', expires_at = ?"
                + " WHERE id = ? AND claimant = ? AND entry_state = '" + IN_PROGRESS + "'";
        this.release =
                "DELETE FROM " + table + " WHERE id = ? AND claimant = ? AND entry_state = '" + IN_PROGRESS + "'";
        this.removeExpired = "DELETE FROM " + table + " WHERE expires_at <= ?";
    }

    /**
     * Refuses what would be more than a name in a statement.
     *
     * @throws IllegalArgumentException then
     */
    public static void requirePlainName(String table) {
        if (!TABLE_NAME.matcher(table).matches()) {
            throw new IllegalArgumentException("mq.idempotency.jdbc.table must be the name of a table, perhaps with its"
                    + " schema, but is '" + table + "'");
        }
    }

    /**
     * Looks for the table.
     *
     * @return what the database says when it is not there
     * @throws DataAccessException when the database cannot be asked
     */
    public Optional<NestedRuntimeException> findTable() {
        try {
            jdbc.queryForList(select, "");
            return Optional.empty();
        } catch (BadSqlGrammarException e) {
            return Optional.of(e);
        }
    }

    @Override
    public boolean transactional() {
        return true;
    }

    @Override
    public boolean joinsCurrentTransaction() {
        return TransactionSynchronizationManager.isActualTransactionActive()
                && TransactionSynchronizationManager.hasResource(dataSource);
    }

    @Override
    public Claim claim(IdempotencyKey key, String claimant, Duration timeout) {
        String id = KeyHash.of(key);
        if (joinsCurrentTransaction()) {
            return tryToClaim(id, key, claimant, timeout);
        }
        for (int i = 0; i < TRIES; i++) {
            try {
                return inShortTransaction(() -> tryToClaim(id, key, claimant, timeout));
            } catch (ClaimConflictException e) {
                log.debug("Key {} of {} was claimed by another one just now", key.key(), key.listener(), e);
            }
        }
        return new Claim.InProgress(Duration.ZERO, timeout);
    }

    private Claim tryToClaim(String id, IdempotencyKey key, String claimant, Duration timeout) {
        long now = time.wallMillis();
        long expiresAt = now + timeout.toMillis();
        try {
            List<Row> rows = jdbc.query(
                    select,
                    (result, number) ->
                            new Row(result.getString(1), result.getString(2), result.getLong(3), result.getLong(4)),
                    id);
            if (rows.isEmpty()) {
                jdbc.update(
                        insert,
                        id,
                        KeyHash.shortened(key.group()),
                        KeyHash.shortened(key.listener()),
                        KeyHash.shortened(key.key()),
                        IN_PROGRESS,
                        claimant,
                        now,
                        expiresAt);
                return Claim.granted();
            }
            Row row = rows.get(0);
            if (now < row.expiresAt()) {
                return row.state().equals(DONE) ? Claim.done() : inProgress(row, now);
            }
            int changed = jdbc.update(
                    takeOver, IN_PROGRESS, claimant, now, expiresAt, id, row.state(), row.claimant(), row.expiresAt());
            if (changed == 1) {
                return Claim.granted();
            }
            throw new ClaimConflictException("the row has changed", null);
        } catch (DuplicateKeyException | ConcurrencyFailureException | QueryTimeoutException e) {
            throw new ClaimConflictException("another claim for the same key is under way", e);
        }
    }

    private static Claim inProgress(Row row, long now) {
        return new Claim.InProgress(
                Duration.ofMillis(Math.max(0, now - row.claimedAt())), Duration.ofMillis(row.expiresAt() - now));
    }

    @Override
    public boolean complete(IdempotencyKey key, String claimant, Duration ttl) {
        return update(complete, time.wallMillis() + ttl.toMillis(), KeyHash.of(key), claimant) == 1;
    }

    @Override
    public void release(IdempotencyKey key, String claimant) {
        update(release, KeyHash.of(key), claimant);
    }

    @Override
    public void removeExpired() {
        int removed = update(removeExpired, time.wallMillis());
        log.debug("Removed {} expired idempotency keys", removed);
    }

    private int update(String sql, Object... values) {
        return joinsCurrentTransaction()
                ? jdbc.update(sql, values)
                : inShortTransaction(() -> jdbc.update(sql, values));
    }

    /** Not each statement for itself: a pool may hand out connections that do not commit by themselves. */
    private <T> T inShortTransaction(Supplier<T> work) {
        T result = shortTransaction.execute(status -> work.get());
        if (result == null) {
            throw new IllegalStateException("a transaction without a result");
        }
        return result;
    }
}
