package io.mqspring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mqspring.client.ClientSettings;
import io.mqspring.client.SubscriptionGuard;
import io.mqspring.consumer.Batching;
import io.mqspring.consumer.Ordering;
import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.consumer.WhenBehindMinimum;
import io.mqspring.consumer.allocation.AllocationStrategy;
import io.mqspring.filter.MessageFilter;
import io.mqspring.message.BodyCompression.Codec;
import io.mqspring.producer.ProducerSettings;
import io.mqspring.spring.config.DeliveryOptions;
import io.mqspring.spring.config.MqListenerOptions;
import io.mqspring.spring.config.PullOptions;
import io.mqspring.spring.config.RetryOptions;
import io.mqspring.spring.config.SelectionOptions;
import io.mqspring.spring.listener.BatchAware;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.mock.env.MockEnvironment;

/** From properties to settings. */
class PropertiesTests {

    private final MockEnvironment environment = new MockEnvironment();

    @Test
    void theDefaultsAreThoseOfTheCore() {
        MqProperties properties = properties();
        ClientSettings client = new MqPropertiesMapper(properties, environment).client(1_000);
        ClientSettings core = ClientSettings.defaults();
        assertThat(client).isEqualTo(core.withMaxCachedBytes(200).withProducer(client.producer()));
        ProducerSettings defaults = ProducerSettings.defaults();
        assertThat(client.producer()).isEqualTo(defaults);
        assertThat(mapper(properties).defaults().applyTo(SubscriptionSettings.defaults()))
                // Whether a method takes batches at all is for its signature to say.
                .isEqualTo(SubscriptionSettings.defaults()
                        .withBatching(new Batching(BatchAware.DEFAULT_BATCH_SIZE, Duration.ZERO)));
    }

    @Test
    void clientAndProducerAreSet() {
        environment
                .withProperty("spring.application.name", "shop")
                .withProperty("spring.application.version", "1.2")
                .withProperty("mq.client.max-cached-size", "64MB")
                .withProperty("mq.client.heartbeat-interval", "10s")
                .withProperty("mq.client.drain-timeout", "7s")
                .withProperty("mq.producer.send-timeout", "1s")
                .withProperty("mq.producer.max-pending", "1MB")
                .withProperty("mq.producer.compress-over", "16KB")
                .withProperty("mq.producer.compression", "none")
                .withProperty("mq.producer.avoid-slow-brokers", "false")
                .withProperty("mq.producer.exact-delays", "true")
                .withProperty("mq.producer.retries", "0");
        ClientSettings client = new MqPropertiesMapper(properties(), environment).client(1_000);
        assertThat(client.maxCachedBytes()).isEqualTo(64 * 1024 * 1024);
        assertThat(client.heartbeatInterval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(client.drainTimeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(client.application()).isEqualTo("shop 1.2");
        assertThat(client.producer())
                .isEqualTo(new ProducerSettings(
                        "shop",
                        Duration.ofSeconds(1),
                        1024 * 1024,
                        0,
                        16 * 1024,
                        Codec.NONE,
                        4 * 1024 * 1024,
                        false,
                        true));
    }

    @Test
    void valuesOutOfRangeAreNamedByTheirProperty() {
        assertInvalid("mq.client.max-cached-size", "0%");
        assertInvalid("mq.client.max-cached-size", "120%");
        assertInvalid("mq.client.max-cached-size", "much");
        assertInvalid("mq.client.heartbeat-interval", "0s");
        assertInvalid("mq.producer.send-timeout", "-1s");
        assertInvalid("mq.producer.max-pending", "0B");
        assertInvalid("mq.producer.retries", "-1");
        assertInvalid("mq.producer.group", "no group");
    }

    @Test
    void anIdsSettingsAreFoundHoweverTheyAreWritten() {
        environment.withProperty("mq.listeners.Billing.on.concurrency", "5");
        environment.withProperty("mq.listeners[Audit.on].max-attempts", "2");
        ListenerPropertiesMapper mapper = mapper(properties());
        assertThat(mapper.overrides("Billing.on").delivery().concurrency()).isEqualTo(5);
        assertThat(mapper.overrides("Audit.on").retry().maxAttempts()).isEqualTo(2);
        assertThat(mapper.overrides("Other.on")).isEqualTo(MqListenerOptions.none());
    }

    @Test
    void anIdsSettingsMayComeFromTheEnvironment() {
        StandardEnvironment machine = new StandardEnvironment();
        machine.getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource(
                        "systemEnvironment", java.util.Map.of("MQ_LISTENERS_BILLING_ON_CONCURRENCY", "5")));
        ListenerPropertiesMapper mapper =
                new ListenerPropertiesMapper(properties().listener(), Binder.get(machine));
        assertThat(mapper.overrides("Billing.on").delivery().concurrency()).isEqualTo(5);
    }

    @Test
    void everySettingOfAListenerCanBeSet() {
        environment
                .withProperty("mq.listeners.a.auto-startup", "false")
                .withProperty("mq.listeners.a.start-from", "timestamp")
                .withProperty("mq.listeners.a.start-timestamp", "2026-01-31T12:00:00Z")
                .withProperty("mq.listeners.a.when-behind-minimum", "latest")
                .withProperty("mq.listeners.a.sql", "amount > 10")
                .withProperty("mq.listeners.a.broadcast", "true")
                .withProperty("mq.listeners.a.concurrency", "7")
                .withProperty("mq.listeners.a.ordering", "key")
                .withProperty("mq.listeners.a.batch-size", "64")
                .withProperty("mq.listeners.a.linger", "200ms")
                .withProperty("mq.listeners.a.warn-after", "30s")
                .withProperty("mq.listeners.a.consume-timeout", "5m")
                .withProperty("mq.listeners.a.max-attempts", "3")
                .withProperty("mq.listeners.a.retry-delays", "1s,2s")
                .withProperty("mq.listeners.a.retry-multiplier", "2")
                .withProperty("mq.listeners.a.retry-max-delay", "1m")
                .withProperty("mq.listeners.a.ordered-retry-delays", "500ms")
                .withProperty("mq.listeners.a.retry-jitter", "0.2")
                .withProperty("mq.listeners.a.retry-for", "java.io.IOException")
                .withProperty("mq.listeners.a.no-retry-for", "java.lang.IllegalStateException")
                .withProperty("mq.listeners.a.pull.long-polling", "false")
                .withProperty("mq.listeners.a.pull.hold", "5s")
                .withProperty("mq.listeners.a.pull.short-poll-interval", "250ms")
                .withProperty("mq.listeners.a.pull.batch-size", "8")
                .withProperty("mq.listeners.a.pull.max-cached-messages", "10")
                .withProperty("mq.listeners.a.pull.max-span", "20");
        assertThat(mapper(properties()).overrides("a"))
                .isEqualTo(new MqListenerOptions(
                        false,
                        StartFrom.timestamp(Instant.parse("2026-01-31T12:00:00Z")),
                        WhenBehindMinimum.LATEST,
                        new SelectionOptions(MessageFilter.sql("amount > 10"), true),
                        new DeliveryOptions(
                                7,
                                Ordering.KEY,
                                64,
                                Duration.ofMillis(200),
                                Duration.ofSeconds(30),
                                Duration.ofMinutes(5)),
                        new RetryOptions(
                                3,
                                List.of(Duration.ofSeconds(1), Duration.ofSeconds(2)),
                                2.0,
                                Duration.ofMinutes(1),
                                List.of(Duration.ofMillis(500)),
                                0.2,
                                List.of(IOException.class),
                                List.of(IllegalStateException.class)),
                        new PullOptions(false, Duration.ofSeconds(5), Duration.ofMillis(250), 8, 10, 20)));
    }

    @Test
    void aFailureClassThatIsNoneIsNamed() {
        environment.withProperty("mq.listeners.a.retry-for", "com.acme.NoSuchException");
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> mapper(properties()).overrides("a"))
                .havingRootCause()
                .withMessageContaining("com.acme.NoSuchException");
        MockEnvironment other = new MockEnvironment().withProperty("mq.listener.retry-for", "java.lang.String");
        MqListenerOptions text = new ListenerPropertiesMapper(bind(other).listener(), Binder.get(other)).defaults();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> text.applyTo(SubscriptionSettings.defaults()))
                .withMessageContaining("retryFor must name exceptions, but java.lang.String is none");
    }

    @Test
    void aGroupBehindTheMinimumGoesOnAtTheFirstMessageKeptUnlessSet() {
        assertThat(mapper(properties()).defaults().whenBehindMinimum()).isEqualTo(WhenBehindMinimum.EARLIEST);
        environment.withProperty("mq.listener.when-behind-minimum", "fail");
        assertThat(mapper(properties()).defaults().whenBehindMinimum()).isEqualTo(WhenBehindMinimum.FAIL);
    }

    @Test
    void aTimestampStartNeedsItsTime() {
        environment.withProperty("mq.listener.start-from", "timestamp");
        assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
                .isThrownBy(() -> mapper(properties()).defaults())
                .withMessageContaining("mq.listener.start-timestamp");
    }

    @Test
    void aListenersTagsOrSqlCanBeSetButNotBoth() {
        environment.withProperty("mq.listeners.a.tags", "paid || refunded");
        assertThat(mapper(properties()).overrides("a").selection().filter())
                .isEqualTo(MessageFilter.tags("paid || refunded"));
        environment.withProperty("mq.listeners.a.sql", "amount > 10");
        assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
                .isThrownBy(() -> mapper(properties()).overrides("a"))
                .withMessageContaining("mq.listeners.a.sql")
                .withMessageContaining("mq.listeners.a.tags");
    }

    @Test
    void aWrongExpressionIsNamedByItsPropertyAndPlace() {
        environment.withProperty("mq.listeners.a.sql", "amount >");
        assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
                .isThrownBy(() -> mapper(properties()).overrides("a"))
                .withMessageContaining("mq.listeners.a.sql")
                .withMessageContaining("at character 9");
    }

    @Test
    void settingsForNoListenerAreFound() {
        environment.withProperty("mq.listeners.Billing.on.concurrency", "5");
        environment.withProperty("mq.listeners.Biling.on.concurrency", "5");
        assertThat(new UnusedListenerSettings(environment).find(List.of("Billing.on")))
                .containsExactly("Biling.on.concurrency");
    }

    @Test
    void everyPropertyIsDescribed() throws IOException {
        String metadata;
        try (InputStream stream = Objects.requireNonNull(
                MqProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json"))) {
            metadata = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
        for (String name : List.of(
                "mq.enabled",
                "mq.name-server",
                "mq.embedded.data-dir",
                "mq.embedded.flush",
                "mq.embedded.ssl.mode",
                "mq.embedded.users",
                "mq.secret-key",
                "mq.ssl.bundle",
                "mq.listener.retry-delays",
                "mq.listener.pull.long-polling",
                "mq.listeners",
                "mq.producer.max-pending",
                "mq.client.max-cached-size",
                "management.health.mq.enabled",
                "management.endpoint.mqgroups.access")) {
            assertThat(metadata).contains("\"name\": \"" + name + "\"");
        }
        assertThat(metadata).contains("Largest message body.").contains("\"latest\"");
    }

    @Test
    void theAllocationOfAGroupIsThatOfThePropertiesOrOfABean() {
        environment
                .withProperty("mq.client.allocation", "circle")
                .withProperty("mq.client.allocations.billing", "consistent-hash")
                .withProperty("mq.client.allocations.[stock.eu]", "fixed:0, 2")
                .withProperty("mq.client.allocations.audit", "mine")
                .withProperty("mq.client.allocations.odd", "fixed:x")
                .withProperty("mq.client.allocations.unknown", "nearest")
                .withProperty("mq.client.subscription-guard", "fail");
        AllocationStrategy mine = (member, members, queues) -> queues;
        StaticListableBeanFactory beans = new StaticListableBeanFactory();
        beans.addBean("mine", mine);
        beans.addBean("nearest", "not a strategy");
        Allocations allocations = new Allocations(properties().client(), beans);

        assertThat(allocations.of("any")).isEqualTo(AllocationStrategy.circle());
        assertThat(allocations.of("billing")).isEqualTo(AllocationStrategy.consistentHash());
        assertThat(allocations.of("stock.eu").name()).isEqualTo("CONFIG [0, 2]");
        assertThat(allocations.of("audit")).isSameAs(mine);
        assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
                .isThrownBy(() -> allocations.of("odd"))
                .satisfies(e -> assertThat(e.getName()).isEqualTo("mq.client.allocations.odd"));
        assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
                .isThrownBy(() -> allocations.of("unknown"))
                .satisfies(e -> assertThat(e.getReason()).contains("average", "AllocationStrategy bean"));
        assertThat(new MqPropertiesMapper(properties(), environment)
                        .client(1_000)
                        .subscriptionGuard())
                .isEqualTo(SubscriptionGuard.FAIL);
    }

    private void assertInvalid(String property, String value) {
        MockEnvironment one = new MockEnvironment().withProperty(property, value);
        assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
                .isThrownBy(() -> new MqPropertiesMapper(bind(one), one).client(1_000))
                .withMessageContaining(property);
    }

    private MqProperties properties() {
        return bind(environment);
    }

    private static MqProperties bind(MockEnvironment from) {
        ConfigurationPropertySources.attach(from);
        return Binder.get(from).bindOrCreate("mq", MqProperties.class);
    }

    private ListenerPropertiesMapper mapper(MqProperties properties) {
        return new ListenerPropertiesMapper(properties.listener(), Binder.get(environment));
    }
}
