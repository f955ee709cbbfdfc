package io.mqspring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mqspring.autoconfigure.embedded.EmbeddedBrokerAutoConfiguration;
import io.mqspring.message.MessageView;
import io.mqspring.message.TransactionVerdict;
import io.mqspring.producer.SendException;
import io.mqspring.producer.SendResult;
import io.mqspring.spring.annotation.MqListener;
import io.mqspring.spring.annotation.MqTransactionListener;
import io.mqspring.spring.core.MqLocalTransaction;
import io.mqspring.spring.core.MqOperations;
import io.mqspring.spring.core.MqTemplate;
import io.mqspring.spring.core.MqTransaction;
import io.mqspring.spring.core.UnknownTransactionGroupException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Lists, delays, transactions and requests of an application on its embedded broker. */
class ProducingIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private ApplicationContextRunner runner = new ApplicationContextRunner();

    record Order(String id, int amount) {}

    record Quote(String item, int price) {}

    @BeforeEach
    void configure() {
        runner = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        JacksonAutoConfiguration.class,
                        MqConnectionAutoConfiguration.class,
                        EmbeddedBrokerAutoConfiguration.class,
                        MqAutoConfiguration.class))
                .withPropertyValues(
                        "mq.embedded.data-dir=" + directory.resolve("data"),
                        "mq.embedded.transaction.timeout=100ms",
                        "mq.embedded.transaction.check-interval=100ms");
    }

    @Configuration(proxyBeanMethods = false)
    static class Shop {
        final Queue<String> got = new ConcurrentLinkedQueue<>();

        @MqListener(topics = "orders", group = "shop")
        void on(Order order) {
            got.add(order.id());
        }

        @MqListener(topics = "quotes", group = "quotes")
        @Nullable
        Quote quote(String item) {
            return item.equals("unknown") ? null : new Quote(item, item.length());
        }

        @MqListener(topics = "echo", group = "echo")
        String echo(MessageView message) {
            return "heard " + new String(message.body(), StandardCharsets.UTF_8);
        }
    }

    @MqTransactionListener("${groups.payments:order-payments}")
    static class Payments implements MqLocalTransaction<Order> {
        final Map<String, TransactionVerdict> done = new ConcurrentHashMap<>();
        final Queue<String> checked = new ConcurrentLinkedQueue<>();

        @Override
        public TransactionVerdict execute(Order order, MqTransaction transaction) {
            if (order.amount() < 0) {
                throw new IllegalArgumentException("negative");
            }
            if (transaction.argument() instanceof TransactionVerdict asked) {
                done.put(transaction.id(), TransactionVerdict.COMMIT);
                return asked;
            }
            return TransactionVerdict.COMMIT;
        }

        @Override
        public TransactionVerdict check(Order order, MqTransaction transaction) {
            checked.add(order.id() + " " + transaction.topic() + " " + transaction.argument());
            return done.getOrDefault(transaction.id(), TransactionVerdict.ROLLBACK);
        }
    }

    static class Refunds implements MqLocalTransaction<String> {
        @Override
        public TransactionVerdict execute(String payload, MqTransaction transaction) {
            return TransactionVerdict.COMMIT;
        }

        @Override
        public TransactionVerdict check(String payload, MqTransaction transaction) {
            return TransactionVerdict.COMMIT;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoGroups {
        @Bean
        Payments payments() {
            return new Payments();
        }

        @Bean
        @MqTransactionListener("refunds")
        Refunds refunds() {
            return new Refunds();
        }
    }

    @Test
    void aTransactionIsCommittedRolledBackOrAskedAboutInTheBeanThatDidTheWork() {
        runner.withUserConfiguration(Shop.class, TwoGroups.class).run(context -> {
            MqTemplate mq = context.getBean(MqTemplate.class);
            Payments payments = context.getBean(Payments.class);
            Queue<String> got = context.getBean(Shop.class).got;

            assertThat(mq.message(new Order("committed", 1))
                            .to("orders")
                            .inTransaction("order-payments")
                            .verdict())
                    .isEqualTo(TransactionVerdict.COMMIT);
            mq.message(new Order("rolled-back", 1))
                    .to("orders")
                    .inTransaction("order-payments", TransactionVerdict.ROLLBACK);
            mq.transactions("order-payments")
                    .sendAsync(mq.message(new Order("found-later", 1)).to("orders"), TransactionVerdict.UNKNOWN)
                    .join();
            assertThatThrownBy(() ->
                            mq.message(new Order("thrown", -1)).to("orders").inTransaction("order-payments"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("negative");
            await().atMost(PATIENCE).until(() -> payments.checked.size() >= 2 && got.size() >= 2);

            assertThat(got).containsExactlyInAnyOrder("committed", "found-later");
            assertThat(payments.checked).contains("found-later orders null", "thrown orders null");
            assertThatThrownBy(() -> mq.message("text").to("orders").inTransaction("order-payments"))
                    .hasMessageContainingAll("order-payments", "Order", "String");
            assertThat(mq.message("text")
                            .to("refunded")
                            .inTransaction("refunds")
                            .verdict())
                    .isEqualTo(TransactionVerdict.COMMIT);
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class Misspelt {
        @Bean
        MqOperations.Transactions misspelt(MqOperations mq) {
            return mq.transactions("order-payment");
        }
    }

    @Test
    void aGroupThatNobodyAnswersForIsAnErrorOfTheStart() {
        runner.withUserConfiguration(TwoGroups.class, Misspelt.class).run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .isInstanceOfSatisfying(UnknownTransactionGroupException.class, failure -> {
                    FailureAnalysis analysis =
                            Objects.requireNonNull(new UnknownTransactionGroupFailureAnalyzer().analyze(failure));
                    assertThat(analysis.getDescription()).contains("'order-payment'", "order-payments", "refunds");
                    assertThat(analysis.getAction()).contains("@MqTransactionListener(\"order-payment\")");
                }));
    }

    @Configuration(proxyBeanMethods = false)
    static class Nameless {
        @Bean
        Refunds refunds() {
            return new Refunds();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Twice {
        @Bean
        @MqTransactionListener("refunds")
        Refunds one() {
            return new Refunds();
        }

        @Bean
        @MqTransactionListener("refunds")
        Refunds two() {
            return new Refunds();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class NoListener {
        @Bean
        @MqTransactionListener("refunds")
        String text() {
            return "";
        }
    }

    @Test
    void listenersThatCannotWorkAreNamedAtTheStart() {
        runner.withUserConfiguration(Nameless.class).run(context -> assertThat(context)
                .getFailure()
                .hasMessageContainingAll("'refunds'", "does not say of which group"));
        runner.withUserConfiguration(Twice.class)
                .run(context -> assertThat(context).getFailure().hasMessageContainingAll("'one'", "'two'", "refunds"));
        runner.withUserConfiguration(NoListener.class)
                .run(context ->
                        assertThat(context).getFailure().hasMessageContainingAll("'text'", "MqLocalTransaction"));
    }

    @Test
    void aListenersReturnValueIsTheReply() {
        runner.withUserConfiguration(Shop.class).run(context -> {
            MqTemplate mq = context.getBean(MqTemplate.class);
            assertThat(mq.message("tea").to("quotes").request(Quote.class, PATIENCE))
                    .isEqualTo(new Quote("tea", 3));
            assertThat(mq.message("you")
                            .to("echo")
                            .requestAsync(String.class, PATIENCE)
                            .join())
                    .isEqualTo("heard you");
            // Who does not ask gets nothing, and nothing goes wrong.
            mq.message("cake").to("quotes").send();
            assertThatThrownBy(() -> mq.message("unknown").to("quotes").request(Quote.class, Duration.ofMillis(300)))
                    .isInstanceOf(SendException.class)
                    .hasMessageContainingAll("nobody replied", "quotes", "300 ms");
        });
    }

    @Test
    void aDelayedMessageCanBeCancelledAndAListIsSentTogether() {
        runner.withUserConfiguration(Shop.class).run(context -> {
            MqTemplate mq = context.getBean(MqTemplate.class);
            Queue<String> got = context.getBean(Shop.class).got;
            SendResult late = mq.message(new Order("cancelled", 1))
                    .to("orders")
                    .after(Duration.ofSeconds(2))
                    .send();
            SendResult other = mq.message(new Order("later", 1))
                    .to("orders")
                    .after(Duration.ofSeconds(2))
                    .send();
            assertThat(mq.cancel(late)).isEqualTo(late.messageId());
            List<SendResult> together = mq.messages(List.of(new Order("a", 1), new Order("b", 1), new Order("c", 1)))
                    .to("orders")
                    .key(Order::id)
                    .orderedBy(order -> "same")
                    .send();
            assertThat(together)
                    .extracting(result -> result.offset() - together.get(0).offset())
                    .containsExactly(0L, 1L, 2L);
            await().atMost(PATIENCE).until(() -> got.contains("later"));
            assertThat(got).contains("a", "b", "c").doesNotContain("cancelled");
            assertThatThrownBy(() -> mq.cancel(other))
                    .isInstanceOf(SendException.class)
                    .satisfies(e -> assertThat(((SendException) e).kind()).isEqualTo(SendException.Kind.TOO_LATE));
        });
    }
}
