package io.mqspring.spring.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.mqspring.consumer.AsyncMessageListener;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.message.Message;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.runtime.TimeSource;
import io.mqspring.spring.fixtures.TestListeners;
import io.mqspring.spring.fixtures.TestMessages;
import io.mqspring.spring.listener.Acknowledgement;
import io.mqspring.spring.listener.MqListenerDefinitionException;
import io.mqspring.spring.listener.MqListenerObserver;
import io.mqspring.spring.listener.adapter.ListenerName;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.aop.support.AopUtils;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.test.util.AopTestUtils;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.interceptor.TransactionAspectSupport;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The guard in the transaction of a listener method, in any database: effect and mark are both there or neither. */
abstract class TransactionalGuardContract {

    static class BusinessException extends Exception {

        private static final long serialVersionUID = 1L;

        BusinessException(String message) {
            super(message);
        }
    }

    @EnableTransactionManagement(proxyTargetClass = true)
    static class Context {}

    /** Adds a row to the table of effects for each call. */
    static class Billing {

        private final JdbcTemplate jdbc;
        final AtomicInteger calls = new AtomicInteger();
        volatile @Nullable RuntimeException failure;
        volatile @Nullable Acknowledgement pending;

        Billing(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        private void take(String order) {
            calls.incrementAndGet();
            jdbc.update("INSERT INTO effects (order_id) VALUES (?)", order);
            RuntimeException current = failure;
            if (current != null) {
                throw current;
            }
        }

        @Transactional
        @Idempotent(key = "#order")
        public void order(String order) {
            take(order);
        }

        @Transactional(noRollbackFor = IllegalStateException.class)
        @Idempotent(key = "#order")
        public void keepsWhatItDid(String order) {
            take(order);
        }

        @Transactional
        @Idempotent(key = "#order")
        public void checked(String order) throws BusinessException {
            take(order);
            throw new BusinessException("not a reason to roll back, for Spring");
        }

        @Transactional
        @Idempotent(key = "#order")
        public void quietlyRollsBack(String order) {
            take(order);
            TransactionAspectSupport.currentTransactionStatus().setRollbackOnly();
        }

        @Transactional
        @Idempotent(key = "#order")
        public void failsAtCommit(String order) {
            take(order);
            RuntimeException current = failure;
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void beforeCommit(boolean readOnly) {
                    throw new IllegalStateException("the connection is gone", current);
                }
            });
        }

        @Transactional(readOnly = true)
        @Idempotent(key = "#order")
        public void onlyReads(String order) {
            calls.incrementAndGet();
        }

        @Transactional(propagation = Propagation.REQUIRES_NEW)
        @Idempotent(key = "#order")
        public void apart(String order) {
            take(order);
        }

        @Transactional(propagation = Propagation.NOT_SUPPORTED)
        @Idempotent(key = "#order")
        public void without(String order) {
            take(order);
        }

        @Transactional
        @Idempotent(key = "#order")
        public void later(String order, Acknowledgement acknowledgement) {
            pending = acknowledgement;
            take(order);
        }

        @Transactional("elsewhere")
        @Idempotent(key = "#order")
        public void elsewhere(String order) {
            calls.incrementAndGet();
        }
    }

    private final HikariDataSource dataSource = new HikariDataSource();
    private final HikariDataSource otherDataSource = new HikariDataSource();
    private final JdbcTemplate jdbc = new JdbcTemplate(dataSource);
    private final JdbcIdempotencyStore store =
            new JdbcIdempotencyStore(dataSource, "mq_idempotency", TimeSource.system());
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    private final List<String> duplicates = new ArrayList<>();
    private Billing billing = new Billing(jdbc);

    /** Points a pool to an empty database. */
    abstract void configure(HikariDataSource pool);

    /** Name of the script that makes the table. */
    abstract String script();

    @BeforeEach
    void start() {
        configure(dataSource);
        dataSource.setMaximumPoolSize(20);
        new ResourceDatabasePopulator(new ClassPathResource("io/mqspring/spring/idempotency/" + script()))
                .execute(dataSource);
        jdbc.execute("CREATE TABLE effects (order_id VARCHAR(64) NOT NULL)");
        otherDataSource.setJdbcUrl("jdbc:h2:mem:other");
        context.register(Context.class);
        context.registerBean(
                "transactionManager",
                PlatformTransactionManager.class,
                () -> new DataSourceTransactionManager(dataSource),
                definition -> definition.setPrimary(true));
        context.registerBean(
                "elsewhere", PlatformTransactionManager.class, () -> new DataSourceTransactionManager(otherDataSource));
        context.registerBean(Billing.class, () -> new Billing(jdbc));
        context.refresh();
        billing = context.getBean(Billing.class);
        assertThat(AopUtils.isCglibProxy(billing)).isTrue();
    }

    @AfterEach
    void stop() {
        context.close();
        jdbc.execute("DROP TABLE effects");
        jdbc.execute("DROP TABLE mq_idempotency");
        dataSource.close();
        otherDataSource.close();
    }

    private Billing target() {
        return AopTestUtils.getUltimateTargetObject(billing);
    }

    @Test
    void effectAndMarkAreThereTogetherAndOnce() {
        assertThat(consume("order", "o-1")).isEqualTo(ConsumeResult.success());
        assertThat(effects("o-1")).isEqualTo(1);
        assertThat(states("order")).containsExactly("DONE");
        assertThat(consume("order", "o-1")).isEqualTo(ConsumeResult.success());
        assertThat(effects("o-1")).isEqualTo(1);
        assertThat(duplicates).containsExactly("suppressed");
    }

    @Test
    void whatFailsLeavesNeither() {
        target().failure = new IllegalStateException("no credit");
        assertThat(consume("order", "o-1"))
                .isInstanceOfSatisfying(ConsumeResult.Retry.class, retry -> assertThat(retry.cause())
                        .hasMessage("no credit"));
        assertThat(effects("o-1")).isZero();
        assertThat(states("order")).isEmpty();
        target().failure = null;
        assertThat(consume("order", "o-1")).isEqualTo(ConsumeResult.success());
        assertThat(effects("o-1")).isEqualTo(1);
    }

    @Test
    void theTransactionEndsAsItWouldWithoutTheGuard() {
        target().failure = new IllegalStateException("keep it");
        assertThat(consume("keepsWhatItDid", "o-1")).isInstanceOf(ConsumeResult.Retry.class);
        assertThat(effects("o-1")).isEqualTo(1);
        assertThat(states("keepsWhatItDid")).isEmpty();
        target().failure = null;
        assertThat(consume("checked", "o-2")).isInstanceOf(ConsumeResult.Retry.class);
        assertThat(effects("o-2")).isEqualTo(1);
        assertThat(states("checked")).isEmpty();
    }

    @Test
    void aTransactionThatIsRolledBackIsNoSuccess() {
        assertThat(consume("quietlyRollsBack", "o-1")).isInstanceOf(ConsumeResult.Retry.class);
        assertThat(consume("failsAtCommit", "o-1"))
                .isInstanceOfSatisfying(ConsumeResult.Retry.class, retry -> assertThat(retry.cause())
                        .hasMessage("the connection is gone"));
        assertThat(effects("o-1")).isZero();
        assertThat(count("SELECT COUNT(*) FROM mq_idempotency")).isZero();
    }

    @Test
    void aMethodThatOnlyReadsIsMarkedToo() {
        assertThat(consume("onlyReads", "o-1")).isEqualTo(ConsumeResult.success());
        assertThat(consume("onlyReads", "o-1")).isEqualTo(ConsumeResult.success());
        assertThat(target().calls).hasValue(1);
    }

    @Test
    void aTransactionThatNothingCanBePartOfIsRefused() {
        assertThatExceptionOfType(MqListenerDefinitionException.class)
                .isThrownBy(() -> listener("apart", "a"))
                .withMessageContaining("REQUIRES_NEW")
                .satisfies(e -> assertThat(e.action()).contains("REQUIRED"));
    }

    @Test
    void withoutATransactionTheKeyIsClaimedBeforeAndMarkedAfter() {
        assertThat(consume("without", "o-1")).isEqualTo(ConsumeResult.success());
        assertThat(consume("without", "o-1")).isEqualTo(ConsumeResult.success());
        assertThat(effects("o-1")).isEqualTo(1);
        target().failure = new IllegalStateException("too late to undo");
        assertThat(consume("without", "o-2")).isInstanceOf(ConsumeResult.Retry.class);
        assertThat(effects("o-2")).isEqualTo(1);
        assertThat(states("without")).containsExactly("DONE");
    }

    @Test
    void anAnswerAfterTheTransactionIsMarkedWhenItComes() {
        AsyncMessageListener listener = listener("later", "a");
        CompletableFuture<ConsumeResult> first =
                listener.consume(List.of(message("o-1"))).toCompletableFuture();
        assertThat(effects("o-1")).isEqualTo(1);
        assertThat(states("later")).containsExactly("IN_PROGRESS");
        assertThat(consume("later", "o-1")).isInstanceOf(ConsumeResult.Postponed.class);
        Objects.requireNonNull(target().pending).acknowledge();
        assertThat(first.join()).isEqualTo(ConsumeResult.success());
        assertThat(states("later")).containsExactly("DONE");
    }

    @Test
    void aTransactionOfAnotherDataSourceIsNotTakenForOne() {
        assertThat(consume("elsewhere", "o-1"))
                .isInstanceOfSatisfying(ConsumeResult.Retry.class, retry -> assertThat(retry.cause())
                        .hasMessageContaining("is not one of the data source that the idempotency store writes to"));
        assertThat(target().calls).hasValue(0);
    }

    @Test
    void aClaimOfACallWithoutTransactionIsRespectedAndTakenOver() {
        IdempotencyKey key = new IdempotencyKey("billing", "order", "o-1");
        store.claim(key, "dead#1", Duration.ofMinutes(5));
        assertThat(consume("order", "o-1")).isInstanceOf(ConsumeResult.Postponed.class);
        assertThat(effects("o-1")).isZero();
        jdbc.update("UPDATE mq_idempotency SET expires_at = 1");
        assertThat(consume("order", "o-1")).isEqualTo(ConsumeResult.success());
        assertThat(effects("o-1")).isEqualTo(1);
        assertThat(duplicates).containsExactly("postponed");
    }

    @Test
    void ofTwoInstancesWithOneKeyAtOnceOneHasTheEffect() throws Exception {
        race("order");
    }

    @Test
    void ofTwoInstancesWithOneKeyAtOnceOneHasTheEffectAlsoWithoutTransaction() throws Exception {
        race("without");
    }

    private void race(String method) throws Exception {
        int instances = 4;
        int rounds = 20;
        ExecutorService executor = Executors.newFixedThreadPool(instances);
        try {
            CyclicBarrier start = new CyclicBarrier(instances);
            List<CompletableFuture<Void>> done = IntStream.range(0, instances)
                    .mapToObj(i -> listener(method, "instance-" + i))
                    .map(listener -> CompletableFuture.runAsync(
                            () -> {
                                for (int round = 0; round < rounds; round++) {
                                    await(start);
                                    untilDone(listener, message("race-" + round));
                                }
                            },
                            executor))
                    .toList();
            CompletableFuture.allOf(done.toArray(CompletableFuture[]::new)).get(120, TimeUnit.SECONDS);
        } finally {
            executor.shutdownNow();
        }
        for (int round = 0; round < rounds; round++) {
            assertThat(effects("race-" + round)).as("round %s", round).isEqualTo(1);
        }
        assertThat(states(method)).hasSize(rounds).containsOnly("DONE");
    }

    /** Delivers again at once what is to be delivered again. */
    private static void untilDone(AsyncMessageListener listener, MessageView message) {
        ConsumeResult result = ConsumeResult.retry();
        while (!(result instanceof ConsumeResult.Success)) {
            result = listener.consume(List.of(message)).toCompletableFuture().join();
            Thread.onSpinWait();
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private long effects(String order) {
        return count("SELECT COUNT(*) FROM effects WHERE order_id = '" + order + "'");
    }

    private long count(String sql) {
        Long count = jdbc.queryForObject(sql, Long.class);
        return count == null ? -1 : count;
    }

    private List<String> states(String listener) {
        return jdbc.queryForList("SELECT entry_state FROM mq_idempotency WHERE listener = ?", String.class, listener);
    }

    private ConsumeResult consume(String method, String order) {
        return listener(method, "a")
                .consume(List.of(message(order)))
                .toCompletableFuture()
                .join();
    }

    /** A listener of one of several instances that share the database. */
    private AsyncMessageListener listener(String name, String instance) {
        Method method = TestListeners.method(Billing.class, name);
        IdempotencyGuard guard = new IdempotencyGuard(
                new IdempotencySettings(Duration.ofHours(72), Duration.ofMinutes(5)),
                new JdbcIdempotencyStore(dataSource, "mq_idempotency", TimeSource.system()),
                new SpringListenerTransactions(context),
                new Duplicates(),
                instance,
                Runnable::run,
                text -> text);
        // The bean is a proxy: its class is not the one that declares the method.
        return TestListeners.factory(null, guard)
                .listener(new ListenerName(name, "billing"), billing, Billing.class, method, method);
    }

    private final class Duplicates implements MqListenerObserver {

        @Override
        public void onDuplicateSuppressed(String listener, String group) {
            synchronized (duplicates) {
                duplicates.add("suppressed");
            }
        }

        @Override
        public void onDuplicatePostponed(String listener, String group) {
            synchronized (duplicates) {
                duplicates.add("postponed");
            }
        }
    }

    private static MessageView message(String order) {
        return TestMessages.view(
                Message.to("orders")
                        .property(PropertyNames.UNIQ_KEY, "id-" + order)
                        .body(order.getBytes(StandardCharsets.UTF_8))
                        .build(),
                0);
    }
}
