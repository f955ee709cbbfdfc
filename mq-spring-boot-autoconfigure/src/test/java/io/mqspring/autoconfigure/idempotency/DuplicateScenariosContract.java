package io.mqspring.autoconfigure.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.broker.BrokerSettings;
import io.mqspring.broker.EmbeddedBroker;
import io.mqspring.protocol.SendMessageRequest;
import io.mqspring.spring.annotation.MqListener;
import io.mqspring.spring.core.MqTemplate;
import io.mqspring.spring.fixtures.LossyEndpoint;
import io.mqspring.spring.idempotency.Idempotent;
import io.mqspring.spring.listener.MqListenerObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;

/**
 * Every way in which a message comes twice, on a real broker: each makes duplicates, which the guard counts, and each order
 * has its effect once. Two groups get every order: {@code billing} in its own transaction, by the order's id; {@code audit}
 * without one, by the message's id.
 */
abstract class DuplicateScenariosContract {

    private static final int ORDERS = 20;
    private static final String SLOW = "slow";

    record Order(String id) {}

    /** Holds the slow order where it is, until it is opened. */
    static final class Gate {
        private final CountDownLatch opened = new CountDownLatch(1);
        private final AtomicInteger waiting = new AtomicInteger();

        void pass(Order order) {
            if (!order.id().equals(SLOW)) {
                return;
            }
            waiting.incrementAndGet();
            try {
                if (!opened.await(120, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("the test does not open the gate");
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    static class Billing {
        private final JdbcTemplate jdbc;
        private final Gate gate;

        Billing(JdbcTemplate jdbc, Gate gate) {
            this.jdbc = jdbc;
            this.gate = gate;
        }

        @Transactional
        @Idempotent(key = "#order.id")
        @MqListener(id = "billing", group = "billing", topics = "orders", startFrom = "earliest")
        public void bill(Order order) {
            jdbc.update("INSERT INTO effects (whose, order_id) VALUES ('billing', ?)", order.id());
            gate.pass(order);
        }

        @Idempotent
        @MqListener(id = "audit", group = "audit", topics = "orders", startFrom = "earliest")
        public void audit(Order order) {
            gate.pass(order);
            jdbc.update("INSERT INTO effects (whose, order_id) VALUES ('audit', ?)", order.id());
        }
    }

    static final class Duplicates implements MqListenerObserver {
        private final Map<String, AtomicInteger> suppressed = new ConcurrentHashMap<>();
        private final Map<String, AtomicInteger> postponed = new ConcurrentHashMap<>();

        @Override
        public void onDuplicateSuppressed(String listener, String group) {
            suppressed.computeIfAbsent(listener, key -> new AtomicInteger()).incrementAndGet();
        }

        @Override
        public void onDuplicatePostponed(String listener, String group) {
            postponed.computeIfAbsent(listener, key -> new AtomicInteger()).incrementAndGet();
        }

        private static int of(Map<String, AtomicInteger> counts, String listener) {
            return counts.getOrDefault(listener, new AtomicInteger()).get();
        }
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Billing billing(JdbcTemplate jdbc, Gate gate) {
            return new Billing(jdbc, gate);
        }

        @Bean
        Duplicates duplicates() {
            return new Duplicates();
        }
    }

    /** An instance of the application with its way to the broker. */
    private record Instance(LossyEndpoint network, Gate gate, ConfigurableApplicationContext context) {

        Duplicates duplicates() {
            return context.getBean(Duplicates.class);
        }
    }

    @TempDir
    private Path directory;

    private final List<AutoCloseable> open = new ArrayList<>();
    private String url = "";

    /** URL of an empty database, the same for all instances of a test. */
    abstract String newDatabase();

    abstract String user();

    @BeforeEach
    void makeDatabase() {
        url = newDatabase();
    }

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    @Test
    void aConsumerDiesBeforeItsOffsetIsCommitted() {
        EmbeddedBroker broker = broker("data");
        Instance first = start(broker);
        // What it would commit in the time that it has left.
        first.network.loseOffsets();
        sendOrders(first);
        awaitEffects(first, ORDERS);
        kill(first);

        Instance second = start(broker);
        awaitSuppressed(second, ORDERS);
        assertEachOnce(second);
    }

    @Test
    void theBrokerDiesBeforeTheOffsetIsOnItsDisk() throws IOException {
        EmbeddedBroker broker = broker("data");
        Instance first = start(broker, "mq.listener.auto-startup=false");
        sendOrders(first);
        // What is on the disk now is all that a broker finds that is killed before the next write of its offsets.
        copy(directory.resolve("data"), directory.resolve("image"));
        first.context.close();
        Instance second = start(broker, "mq.client.offset-sync-interval=100ms");
        awaitEffects(second, ORDERS);
        second.context.close();
        broker.close();

        Instance third = start(broker("image"));
        awaitSuppressed(third, ORDERS);
        assertEachOnce(third);
    }

    @Test
    void theUpdateOfTheOffsetIsLostOnTheNetwork() {
        EmbeddedBroker broker = broker("data");
        Instance first = start(broker, "mq.client.offset-sync-interval=100ms");
        first.network.loseOffsets();
        sendOrders(first);
        awaitEffects(first, ORDERS);
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> first.network.lost() > 0);
        first.context.close();

        Instance second = start(broker);
        awaitSuppressed(second, ORDERS);
        assertEachOnce(second);
    }

    @Test
    void anotherMemberTakesOverWhatIsStillUnderWay() {
        EmbeddedBroker broker = broker("data");
        Instance first = start(broker);
        first.network.loseOffsets();
        sendOrders(first);
        first.context
                .getBean(MqTemplate.class)
                .message(new Order(SLOW))
                .to("orders")
                .send();
        awaitEffects(first, ORDERS);
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> first.gate.waiting.get() == 2);
        // Cut off from the broker, but alive and in the middle of the slow order.
        first.network.die();

        // The first attempt is the last one: what is put off must not count as one.
        Instance second = start(broker, "mq.listener.max-attempts=0");
        second.gate.opened.countDown();
        awaitSuppressed(second, ORDERS);
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(Duplicates.of(second.duplicates().postponed, "billing")).isPositive();
            assertThat(Duplicates.of(second.duplicates().postponed, "audit")).isPositive();
        });
        first.gate.opened.countDown();
        awaitSuppressed(second, ORDERS + 1);
        assertEachOnce(second);
    }

    @Test
    void aProducerSendsAgainBecauseTheAnswerIsLost() {
        EmbeddedBroker broker = broker("data");
        Instance instance = start(broker);
        AtomicInteger sends = new AtomicInteger();
        instance.network.loseAnswers(request -> request instanceof SendMessageRequest && sends.incrementAndGet() == 1);
        instance.context
                .getBean(MqTemplate.class)
                .message(new Order("o-1"))
                .to("orders")
                .send();
        assertThat(sends).hasValueGreaterThanOrEqualTo(2);

        awaitSuppressed(instance, 1);
        awaitEffects(instance, 1);
        assertEachOnce(instance);
    }

    private EmbeddedBroker broker(String data) {
        EmbeddedBroker broker =
                EmbeddedBroker.start(BrokerSettings.in(directory.resolve(data)).withSegmentSize(1024 * 1024));
        open.add(broker);
        return broker;
    }

    private Instance start(EmbeddedBroker broker, String... properties) {
        LossyEndpoint network = new LossyEndpoint(broker);
        Gate gate = new Gate();
        ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .initializers(target -> {
                    GenericApplicationContext generic = (GenericApplicationContext) target;
                    generic.registerBean(LossyEndpoint.class, () -> network);
                    generic.registerBean(Gate.class, () -> gate);
                })
                .properties(
                        "spring.datasource.url=" + url,
                        "spring.datasource.username=" + user(),
                        "mq.idempotency.store=jdbc",
                        "mq.idempotency.jdbc.initialize-schema=always",
                        "mq.client.drain-timeout=2s")
                .properties(properties)
                .run();
        open.add(context);
        context.getBean(JdbcTemplate.class)
                .execute(
                        "CREATE TABLE IF NOT EXISTS effects (whose VARCHAR(16) NOT NULL, order_id VARCHAR(64) NOT NULL)");
        return new Instance(network, gate, context);
    }

    private static void kill(Instance instance) {
        instance.network.die();
        instance.context.close();
    }

    private static void sendOrders(Instance instance) {
        MqTemplate mq = instance.context.getBean(MqTemplate.class);
        for (int i = 0; i < ORDERS; i++) {
            mq.message(new Order("o-" + i)).to("orders").send();
        }
    }

    private static void awaitEffects(Instance instance, int orders) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> effects(instance, "billing").size() >= orders
                        && effects(instance, "audit").size() >= orders);
    }

    private static void awaitSuppressed(Instance instance, int duplicates) {
        Awaitility.await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
            assertThat(Duplicates.of(instance.duplicates().suppressed, "billing"))
                    .isEqualTo(duplicates);
            assertThat(Duplicates.of(instance.duplicates().suppressed, "audit")).isEqualTo(duplicates);
        });
    }

    private static void assertEachOnce(Instance instance) {
        assertThat(effects(instance, "billing")).isNotEmpty().doesNotHaveDuplicates();
        assertThat(effects(instance, "audit"))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(effects(instance, "billing"));
    }

    private static List<String> effects(Instance instance, String whose) {
        return instance.context
                .getBean(JdbcTemplate.class)
                .queryForList("SELECT order_id FROM effects WHERE whose = ?", String.class, whose);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            // Not what belongs to the process that has the directory.
            for (Path each : all.filter(file -> !file.getFileName().toString().startsWith("lock"))
                    .toList()) {
                Files.copy(each, to.resolve(from.relativize(each)));
            }
        }
    }
}
