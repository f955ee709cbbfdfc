package io.mqspring.autoconfigure.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.autoconfigure.MqConnectionAutoConfiguration;
import io.mqspring.runtime.TimeSource;
import io.mqspring.spring.idempotency.Claim;
import io.mqspring.spring.idempotency.ExpiredKeys;
import io.mqspring.spring.idempotency.IdempotencyGuard;
import io.mqspring.spring.idempotency.IdempotencyKey;
import io.mqspring.spring.idempotency.IdempotencyStore;
import io.mqspring.spring.idempotency.JdbcIdempotencyStore;
import io.mqspring.spring.idempotency.ListenerTransactions;
import io.mqspring.spring.idempotency.MemoryIdempotencyStore;
import io.mqspring.spring.idempotency.SpringListenerTransactions;
import java.time.Duration;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceInitializationAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

class MqIdempotencyAutoConfigurationTests {

    private static final IdempotencyKey KEY = new IdempotencyKey("billing", "Billing.on", "o-1");

    private final ApplicationContextRunner withoutDatabase = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(MqConnectionAutoConfiguration.class, MqIdempotencyAutoConfiguration.class));

    private final ApplicationContextRunner runner = withoutDatabase
            .withConfiguration(AutoConfigurations.of(
                    DataSourceAutoConfiguration.class,
                    DataSourceInitializationAutoConfiguration.class,
                    DataSourceTransactionManagerAutoConfiguration.class,
                    JdbcTemplateAutoConfiguration.class))
            .withPropertyValues("spring.datasource.generate-unique-name=true");

    @Test
    void keysAreInMemoryUnlessAskedOtherwise() {
        runner.run(context -> assertThat(context)
                .hasSingleBean(IdempotencyGuard.class)
                .hasSingleBean(ExpiredKeys.class)
                .hasSingleBean(SpringListenerTransactions.class)
                .hasSingleBean(MemoryIdempotencyStore.class)
                .doesNotHaveBean(JdbcIdempotencyStore.class));
    }

    @Test
    void neitherDatabasesNorTransactionsNeedToBeOnTheClassPath() {
        withoutDatabase
                .withClassLoader(new FilteredClassLoader(
                        "org.springframework.jdbc",
                        "org.springframework.boot.jdbc",
                        "org.springframework.boot.sql",
                        "org.springframework.dao",
                        "org.springframework.transaction"))
                .run(context -> assertThat(context)
                        .hasSingleBean(IdempotencyGuard.class)
                        .hasSingleBean(MemoryIdempotencyStore.class)
                        .doesNotHaveBean(ListenerTransactions.class));
    }

    @Test
    void anEmbeddedDatabaseGetsTheTable() {
        runner.withPropertyValues("mq.idempotency.store=jdbc").run(context -> {
            assertThat(context).hasSingleBean(JdbcIdempotencyStore.class).doesNotHaveBean(MemoryIdempotencyStore.class);
            assertThat(context.getBean(IdempotencyStore.class).claim(KEY, "a#1", Duration.ofMinutes(1)))
                    .isEqualTo(Claim.granted());
            assertThat(rows(context, "mq_idempotency")).isEqualTo(1);
        });
    }

    @Test
    void theTableMayHaveAnotherName() {
        runner.withPropertyValues("mq.idempotency.store=jdbc", "mq.idempotency.jdbc.table=public.message_keys")
                .run(context -> {
                    context.getBean(IdempotencyStore.class).claim(KEY, "a#1", Duration.ofMinutes(1));
                    assertThat(rows(context, "message_keys")).isEqualTo(1);
                });
        runner.withPropertyValues("mq.idempotency.store=jdbc", "mq.idempotency.jdbc.table=a b")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("mq.idempotency.jdbc.table")
                        .hasMessageContaining("'a b'"));
    }

    @Test
    void aMissingTableIsSaidWhileTheApplicationStarts() {
        runner.withPropertyValues("mq.idempotency.store=jdbc", "mq.idempotency.jdbc.initialize-schema=never")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOfSatisfying(FailureAnalyzedException.class, failure -> {
                            assertThat(failure.analysis().getDescription())
                                    .contains("the table 'mq_idempotency' cannot be read");
                            assertThat(failure.analysis().getAction())
                                    .contains("mq.idempotency.jdbc.initialize-schema=always")
                                    .contains("io.mqspring.spring.idempotency");
                        }));
    }

    @Test
    void aTableOfOnesOwnScriptsIsUsed() {
        runner.withPropertyValues(
                        "mq.idempotency.store=jdbc",
                        "mq.idempotency.jdbc.initialize-schema=never",
                        "spring.sql.init.schema-locations=classpath:io/mqspring/spring/idempotency/schema-h2.sql")
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(JdbcIdempotencyStore.class));
    }

    @Test
    void withoutADatabaseTheErrorSaysWhatIsMissing() {
        withoutDatabase
                .withPropertyValues("mq.idempotency.store=jdbc")
                .run(context -> assertFailure(context, "there is no DataSource"));
        withoutDatabase
                .withPropertyValues("mq.idempotency.store=jdbc")
                .withClassLoader(new FilteredClassLoader("org.springframework.jdbc", "org.springframework.boot.jdbc"))
                .run(context -> assertFailure(context, "Spring's JDBC support is not on the class path"));
        runner.withPropertyValues("mq.idempotency.store=jdbc")
                .withUserConfiguration(TwoDataSources.class)
                .run(context -> assertFailure(context, "there are 2 DataSources and none is primary"));
    }

    private static void assertFailure(AssertableApplicationContext context, String description) {
        assertThat(context)
                .getFailure()
                .rootCause()
                .isInstanceOfSatisfying(FailureAnalyzedException.class, failure -> assertThat(
                                failure.analysis().getDescription())
                        .startsWith("mq.idempotency.store=jdbc, but")
                        .contains(description));
    }

    @Test
    void anOwnStoreWins() {
        for (String store : new String[] {"memory", "jdbc"}) {
            runner.withPropertyValues("mq.idempotency.store=" + store)
                    .withUserConfiguration(OwnStore.class)
                    .run(context -> assertThat(context)
                            .hasSingleBean(IdempotencyStore.class)
                            .hasBean("ownStore")
                            .hasSingleBean(IdempotencyGuard.class));
        }
    }

    @Test
    void valuesThatCannotWorkAreNamed() {
        for (String property : new String[] {
            "mq.idempotency.ttl=0s",
            "mq.idempotency.in-progress-timeout=-1s",
            "mq.idempotency.cleanup-interval=0s",
            "mq.idempotency.max-entries=0",
            "mq.idempotency.store=redis"
        }) {
            withoutDatabase.withPropertyValues(property).run(context -> assertThat(context)
                    .getFailure()
                    .hasStackTraceContaining(property.substring(0, property.indexOf('='))));
        }
    }

    @Test
    void mqCanBeSwitchedOff() {
        runner.withPropertyValues("mq.enabled=false").run(context -> assertThat(context)
                .doesNotHaveBean(IdempotencyGuard.class)
                .doesNotHaveBean(IdempotencyStore.class));
    }

    @Test
    void expiredKeysAreRemovedByThemselves() {
        withoutDatabase
                .withPropertyValues("mq.idempotency.cleanup-interval=10ms")
                .run(context -> {
                    MemoryIdempotencyStore store = context.getBean(MemoryIdempotencyStore.class);
                    store.claim(KEY, "a#1", Duration.ofMillis(1));
                    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> store.size() == 0);
                });
    }

    private static long rows(AssertableApplicationContext context, String table) {
        Long rows = context.getBean(JdbcTemplate.class).queryForObject("SELECT COUNT(*) FROM " + table, Long.class);
        return rows == null ? -1 : rows;
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnStore {

        @Bean
        IdempotencyStore ownStore() {
            return new MemoryIdempotencyStore(1, TimeSource.system());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoDataSources {

        @Bean
        DataSource one() {
            return new SimpleDriverDataSource(new org.h2.Driver(), "jdbc:h2:mem:one");
        }

        @Bean
        DataSource two() {
            return new SimpleDriverDataSource(new org.h2.Driver(), "jdbc:h2:mem:two");
        }
    }
}
