package io.mqspring.spring.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.consumer.Batching;
import io.mqspring.consumer.Patience;
import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.StartRefusedException;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.consumer.WhenBehindMinimum;
import io.mqspring.message.MessageView;
import io.mqspring.runtime.TimeSource;
import io.mqspring.spring.config.DeliveryOptions;
import io.mqspring.spring.config.MqListenerConfigurer;
import io.mqspring.spring.config.MqListenerContainerFactory;
import io.mqspring.spring.config.MqListenerEndpoint;
import io.mqspring.spring.config.MqListenerEndpointRegistry;
import io.mqspring.spring.config.MqListenerOptions;
import io.mqspring.spring.config.MqListenerOptionsSource;
import io.mqspring.spring.config.PullOptions;
import io.mqspring.spring.config.RetryOptions;
import io.mqspring.spring.config.SelectionOptions;
import io.mqspring.spring.fixtures.RecordingConsumers;
import io.mqspring.spring.fixtures.TestListeners;
import io.mqspring.spring.listener.BatchAware;
import io.mqspring.spring.listener.ListeningLog;
import io.mqspring.spring.listener.MqListenerDefinitionException;
import io.mqspring.spring.listener.MqListenerObserver;
import io.mqspring.spring.listener.adapter.MethodListenerFactory;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.AliasFor;
import org.springframework.core.env.MapPropertySource;

/** From annotations to consumers, in a context without Boot. */
class MqListenerRegistrationTests {

    private final RecordingConsumers consumers = new RecordingConsumers();
    private Map<String, Object> properties = Map.of();
    private MqListenerOptionsSource options = MqListenerOptionsSource.NONE;

    @Configuration(proxyBeanMethods = false)
    @EnableMq
    static class Listening {

        @Bean
        MethodListenerFactory methodListenerFactory() {
            return TestListeners.factory(null);
        }
    }

    static class Billing {
        @MqListener(topics = "orders", group = "billing", tags = "paid || refunded", concurrency = "7")
        void on(MessageView message) {}
    }

    @Test
    void aMethodBecomesAConsumerOfItsGroup() {
        try (AnnotationConfigApplicationContext context = start(Billing.class)) {
            RecordingConsumers.Consumer consumer = consumers.of("billing");
            assertThat(consumer.running).isTrue();
            assertThat(consumer.topics).containsOnlyKeys("orders");
            assertThat(consumer.topics.get("orders")).satisfies(subscribed -> {
                assertThat(subscribed.expression()).isEqualTo("paid || refunded");
                assertThat(subscribed.settings())
                        .isEqualTo(SubscriptionSettings.defaults().withConcurrency(7));
            });
            assertThat(registry(context).endpoints()).singleElement().satisfies(endpoint -> {
                assertThat(endpoint.id()).isEqualTo("Billing.on");
                assertThat(endpoint.source()).isEqualTo(Billing.class.getName() + ".on(MessageView)");
            });
        }
        assertThat(consumers.of("billing").running).isFalse();
    }

    static class OneGroup {
        @MqListener(topics = "orders", group = "desk")
        void orders(MessageView message) {}

        @MqListener(topics = "returns", group = "desk", tags = "late", autoStartup = "false")
        void returns(MessageView message) {}
    }

    @Test
    void listenersOfOneGroupAreOneConsumerAndAreStartedAndStoppedAlone() {
        try (AnnotationConfigApplicationContext context = start(OneGroup.class)) {
            MqListenerEndpointRegistry registry = registry(context);
            RecordingConsumers.Consumer consumer = consumers.of("desk");
            assertThat(consumers.started).hasSize(1);
            assertThat(consumer.topics).containsOnlyKeys("orders", "returns");
            assertThat(consumer.paused).containsExactly("returns");

            registry.start("OneGroup.returns");
            assertThat(consumer.paused).isEmpty();
            registry.stop("OneGroup.orders").join();
            assertThat(consumer.paused).containsExactly("orders");
            assertThat(registry.isRunning("OneGroup.orders")).isFalse();

            registry.stop("OneGroup.returns").join();
            assertThat(consumer.running).isFalse();

            registry.start("OneGroup.orders");
            assertThat(consumers.started).hasSize(2);
            assertThat(consumers.of("desk").running).isTrue();
            assertThat(consumers.of("desk").paused).containsExactly("returns");
        }
    }

    @Test
    void allListenersCanBeStoppedAndStartedAgain() {
        try (AnnotationConfigApplicationContext context = start(Billing.class)) {
            context.stop();
            assertThat(consumers.of("billing").running).isFalse();
            context.start();
            assertThat(consumers.started).hasSize(2);
            assertThat(consumers.of("billing").running).isTrue();
        }
    }

    @Test
    void aStartWaitsForTheStopBeforeIt() {
        try (AnnotationConfigApplicationContext context = start(Billing.class)) {
            CompletableFuture<Void> draining = new CompletableFuture<>();
            consumers.stopped = draining;
            registry(context).stop(() -> {});
            registry(context).start();
            assertThat(consumers.started).hasSize(1);
            consumers.stopped = CompletableFuture.completedFuture(null);
            draining.complete(null);
            assertThat(consumers.started).hasSize(2);
        }
    }

    @Test
    void stopCallsBackOnceAllHaveDrained() {
        try (AnnotationConfigApplicationContext context = start(Billing.class)) {
            CompletableFuture<Void> draining = new CompletableFuture<>();
            consumers.stopped = draining;
            CompletableFuture<Void> calledBack = new CompletableFuture<>();
            registry(context).stop(() -> calledBack.complete(null));
            assertThat(calledBack).isNotDone();
            draining.complete(null);
            assertThat(calledBack).isDone();
        }
    }

    static class Configured {
        @MqListener(
                topics = "${topics}",
                group = "#{'${env}' + '-desk'}",
                tags = "${tags:*}",
                id = "${id}",
                concurrency = "${threads}",
                maxAttempts = "3",
                retryDelays = "1s, 2s,PT5M",
                startFrom = "timestamp",
                startTimestamp = "2026-01-31T12:00:00Z",
                whenBehindMinimum = "fail",
                longPolling = "false",
                hold = "5s",
                pullBatchSize = "8",
                maxCachedMessages = "100")
        void on(MessageView message) {}
    }

    @Test
    void everyAttributeMayHoldPlaceholdersAndExpressions() {
        properties = Map.of("topics", "a, b", "env", "test", "id", "my-id", "threads", "3");
        try (AnnotationConfigApplicationContext context = start(Configured.class)) {
            RecordingConsumers.Consumer consumer = consumers.of("test-desk");
            assertThat(consumer.topics).containsOnlyKeys("a", "b");
            SubscriptionSettings settings = consumer.settings("a");
            assertThat(settings.concurrency()).isEqualTo(3);
            assertThat(settings.retries().maxAttempts()).isEqualTo(3);
            assertThat(settings.retries().delays())
                    .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofMinutes(5));
            assertThat(settings.startFrom()).isEqualTo(StartFrom.timestamp(Instant.parse("2026-01-31T12:00:00Z")));
            assertThat(settings.whenBehindMinimum()).isEqualTo(WhenBehindMinimum.FAIL);
            assertThat(settings.pulling().longPolling()).isFalse();
            assertThat(settings.pulling().hold()).isEqualTo(Duration.ofSeconds(5));
            assertThat(settings.pulling().batch()).isEqualTo(8);
            assertThat(settings.pulling().maxCachedMessages()).isEqualTo(100);
            assertThat(registry(context).isRunning("my-id")).isTrue();
        }
    }

    @Test
    void propertiesOfAnIdWinOverTheAnnotationAndThatOverTheDefaults() {
        options = new MqListenerOptionsSource() {
            @Override
            public MqListenerOptions defaults() {
                return new MqListenerOptions(
                        null,
                        null,
                        null,
                        SelectionOptions.none(),
                        new DeliveryOptions(1, null, null, null, null, null),
                        new RetryOptions(1, null, null, null, null, null, null, null),
                        new PullOptions(null, null, null, 1, null, null));
            }

            @Override
            public MqListenerOptions overrides(String listenerId) {
                return listenerId.equals("my-id")
                        ? new MqListenerOptions(
                                null,
                                null,
                                null,
                                SelectionOptions.none(),
                                new DeliveryOptions(99, null, null, null, null, null),
                                RetryOptions.none(),
                                PullOptions.none())
                        : MqListenerOptions.none();
            }
        };
        properties = Map.of("topics", "a", "env", "test", "id", "my-id", "threads", "3");
        try (AnnotationConfigApplicationContext context = start(Configured.class)) {
            SubscriptionSettings settings = consumers.of("test-desk").settings("a");
            assertThat(settings.concurrency()).isEqualTo(99);
            assertThat(settings.retries().maxAttempts()).isEqualTo(3);
            assertThat(settings.pulling().batch()).isEqualTo(8);
            assertThat(settings.pulling().maxSpan())
                    .isEqualTo(SubscriptionSettings.defaults().pulling().maxSpan());
            assertThat(context.isRunning()).isTrue();
        }
    }

    static class Delivering {
        @MqListener(topics = "batches", group = "g", batchSize = "64", linger = "200ms")
        void batch(List<MessageView> messages) {}

        @MqListener(topics = "plain", group = "g")
        void plainBatch(List<MessageView> messages) {}

        @MqListener(
                topics = "single",
                group = "g",
                warnAfter = "5s",
                consumeTimeout = "2m",
                maxAttempts = "4",
                retryDelays = "1s",
                retryMultiplier = "3",
                retryMaxDelay = "10s",
                orderedRetryDelays = "100ms,200ms",
                retryJitter = "0.2",
                retryFor = java.io.IOException.class,
                noRetryFor = java.io.FileNotFoundException.class)
        void single(MessageView message) {}
    }

    @Test
    void batchesPatienceAndRetriesReachTheConsumer() {
        try (AnnotationConfigApplicationContext context = start(Delivering.class)) {
            assertThat(context.isRunning()).isTrue();
            assertThat(consumers.of("g").settings("batches").batching())
                    .isEqualTo(new Batching(64, Duration.ofMillis(200)));
            assertThat(consumers.of("g").settings("plain").batching())
                    .isEqualTo(new Batching(BatchAware.DEFAULT_BATCH_SIZE, Duration.ZERO));
            SubscriptionSettings single = consumers.of("g").settings("single");
            assertThat(single.batching()).isEqualTo(Batching.NONE);
            assertThat(single.patience()).isEqualTo(new Patience(Duration.ofSeconds(5), Duration.ofMinutes(2)));
            assertThat(single.retries().maxAttempts()).isEqualTo(4);
            assertThat(single.retries().delays())
                    .containsExactly(
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(3),
                            Duration.ofSeconds(9),
                            Duration.ofSeconds(10));
            assertThat(single.retriesInPlace().delays())
                    .containsExactly(Duration.ofMillis(100), Duration.ofMillis(200));
            assertThat(single.retriesInPlace().maxAttempts()).isEqualTo(2);
            assertThat(List.of(single.retries(), single.retriesInPlace())).allSatisfy(policy -> {
                assertThat(policy.jitter()).isEqualTo(0.2);
                assertThat(policy.isWorthRetrying(new java.io.IOException())).isTrue();
                assertThat(policy.isWorthRetrying(new java.io.FileNotFoundException()))
                        .isFalse();
                assertThat(policy.isWorthRetrying(new IllegalStateException())).isFalse();
            });
        }
    }

    @Test
    void theDefaultsOfBatchesAreForThoseWhoTakeBatches() {
        options = new MqListenerOptionsSource() {
            @Override
            public MqListenerOptions defaults() {
                return new MqListenerOptions(
                        null,
                        null,
                        null,
                        SelectionOptions.none(),
                        new DeliveryOptions(null, null, 7, Duration.ofSeconds(1), null, null),
                        RetryOptions.none(),
                        PullOptions.none());
            }

            @Override
            public MqListenerOptions overrides(String listenerId) {
                return MqListenerOptions.none();
            }
        };
        try (AnnotationConfigApplicationContext context = start(Delivering.class)) {
            assertThat(context.isRunning()).isTrue();
            assertThat(consumers.of("g").settings("plain").batching())
                    .isEqualTo(new Batching(7, Duration.ofSeconds(1)));
            assertThat(consumers.of("g").settings("single").batching()).isEqualTo(Batching.NONE);
        }
    }

    static class BatchOfOne {
        @MqListener(topics = "orders", group = "g", batchSize = "10")
        void on(MessageView message) {}
    }

    static class NegativeLinger {
        @MqListener(topics = "orders", group = "g", linger = "-1s")
        void on(List<MessageView> messages) {}
    }

    static class NoPatience {
        @MqListener(topics = "orders", group = "g", consumeTimeout = "0s")
        void on(MessageView message) {}
    }

    static class BadJitter {
        @MqListener(topics = "orders", group = "g", retryJitter = "much")
        void on(MessageView message) {}
    }

    static class NegativeDelay {
        @MqListener(topics = "orders", group = "g", retryDelays = "1s,-2s")
        void on(MessageView message) {}
    }

    static class NegativeAttempts {
        @MqListener(topics = "orders", group = "g", maxAttempts = "-1")
        void on(MessageView message) {}
    }

    static class Shrinking {
        @MqListener(topics = "orders", group = "g", retryMultiplier = "0.5")
        void on(MessageView message) {}
    }

    @Test
    void deliverySettingsThatCannotWorkAreNamed() {
        assertRefused("batchSize and linger are for a method that takes a List", "BatchOfOne.on", BatchOfOne.class);
        assertRefused("linger must not be negative", "NegativeLinger.on", NegativeLinger.class);
        assertRefused("consumeTimeout must be positive", "NoPatience.on", NoPatience.class);
        assertRefused("retryJitter of the @MqListener", "a number", BadJitter.class);
        assertRefused("retryDelays must not be negative", "NegativeDelay.on", NegativeDelay.class);
        assertRefused("maxAttempts must not be negative", "NegativeAttempts.on", NegativeAttempts.class);
        assertRefused("retryMultiplier must be at least 1", "Shrinking.on", Shrinking.class);
    }

    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @MqListener(group = "composed", concurrency = "2")
    @interface OrdersListener {
        @AliasFor(annotation = MqListener.class, attribute = "topics")
        String[] value();
    }

    static class Composed {
        @OrdersListener("orders")
        void on(MessageView message) {}

        @MqListener(topics = "orders", group = "a")
        @MqListener(topics = "orders", group = "b")
        void twice(MessageView message) {}
    }

    @Test
    void annotationsMayBeComposedAndRepeated() {
        try (AnnotationConfigApplicationContext context = start(Composed.class)) {
            assertThat(registry(context).endpoints())
                    .extracting(MqListenerEndpoint::id)
                    .containsExactlyInAnyOrder("Composed.on", "Composed.twice", "Composed.twice#2");
            assertThat(consumers.of("composed").settings("orders").concurrency())
                    .isEqualTo(2);
        }
    }

    static class NoGroup {
        @MqListener("orders")
        void on(MessageView message) {}
    }

    @Test
    void theGroupIsTheApplicationsNameUnlessSet() {
        properties = Map.of("spring.application.name", "shop");
        try (AnnotationConfigApplicationContext context = start(NoGroup.class)) {
            assertThat(context.isRunning()).isTrue();
            assertThat(consumers.of("shop").topics).containsOnlyKeys("orders");
        }
        properties = Map.of();
        assertRefused("has no group", "spring.application.name", NoGroup.class);
    }

    static class OtherTags {
        @MqListener(topics = "orders", group = "billing", tags = "cancelled")
        void cancelled(MessageView message) {}
    }

    static class SameTags {
        @MqListener(topics = "orders", group = "billing", tags = "paid || refunded")
        void again(MessageView message) {}
    }

    static class SameId {
        @MqListener(topics = "stock", group = "stock", id = "Billing.on")
        void stock(MessageView message) {}
    }

    @Test
    void contradictionsNameBothMethods() {
        assertRefused("select different tags", "another group", Billing.class, OtherTags.class);
        assertRefused("consume the same messages", "another group", Billing.class, SameTags.class);
        assertRefused("have the id 'Billing.on'", "id", Billing.class, SameId.class);
        assertThatExceptionOfType(MqListenerDefinitionException.class)
                .isThrownBy(() -> start(Billing.class, OtherTags.class).close())
                .withMessageContaining("Billing.on(MessageView)")
                .withMessageContaining("OtherTags.cancelled(MessageView)");
    }

    static class BadConcurrency {
        @MqListener(topics = "orders", group = "g", concurrency = "${threads}")
        void on(MessageView message) {}
    }

    static class ZeroConcurrency {
        @MqListener(topics = "orders", group = "g", concurrency = "0")
        void on(MessageView message) {}
    }

    static class BadTopic {
        @MqListener(topics = "my orders", group = "g")
        void on(MessageView message) {}
    }

    static class BadStart {
        @MqListener(topics = "orders", group = "g", startFrom = "timestamp")
        void on(MessageView message) {}
    }

    static class NoTopic {
        @MqListener(group = "g")
        void on(MessageView message) {}
    }

    static class Unresolved {
        @MqListener(topics = "${nowhere}", group = "g")
        void on(MessageView message) {}
    }

    @Test
    void badAttributesSayWhatToChange() {
        properties = Map.of("threads", "many");
        assertRefused("concurrency of the @MqListener", "a whole number", BadConcurrency.class);
        assertRefused("concurrency must be at least 1", "mq.listeners.ZeroConcurrency.on", ZeroConcurrency.class);
        assertRefused("'my orders'", "topics", BadTopic.class);
        assertRefused("startFrom", "startTimestamp", BadStart.class);
        assertRefused("has no topic", "topics", NoTopic.class);
        assertRefused("${nowhere}", "default", Unresolved.class);
    }

    @Test
    void aPrototypeBeanCannotListen() {
        AnnotationConfigApplicationContext context = context();
        context.registerBean(
                "billing", Billing.class, definition -> definition.setScope(BeanDefinition.SCOPE_PROTOTYPE));
        try (context) {
            context.refresh();
            assertThatExceptionOfType(MqListenerDefinitionException.class)
                    .isThrownBy(() -> unwrap(() -> context.getBean(Billing.class)))
                    .withMessageContaining("not a singleton");
        }
    }

    @Test
    void listenersAreAlsoRegisteredByCode() {
        AnnotationConfigApplicationContext context = context();
        context.registerBean(
                MqListenerConfigurer.class,
                () -> registrar -> registrar.register(new MqListenerEndpoint(
                        "by-code",
                        "code",
                        List.of("orders"),
                        "*",
                        MqListenerOptions.none(),
                        "the test",
                        views -> new CompletableFuture<>())));
        try (context) {
            context.refresh();
            assertThat(consumers.of("code").topics).containsOnlyKeys("orders");
        }
    }

    @Test
    void aLazyBeanListensFromItsFirstUse() {
        AnnotationConfigApplicationContext context = context();
        context.registerBean("billing", Billing.class, definition -> definition.setLazyInit(true));
        try (context) {
            context.refresh();
            assertThat(consumers.started).isEmpty();
            context.getBean(Billing.class);
            assertThat(consumers.of("billing").running).isTrue();
        }
    }

    @Test
    void nothingIsConsumedBeforeTheApplicationIsReady() {
        AnnotationConfigApplicationContext context = context();
        context.registerBean(Billing.class);
        context.addBeanFactoryPostProcessor(factory -> factory.addBeanPostProcessor(new WaitForReady()));
        try (context) {
            context.refresh();
            assertThat(registry(context).isRunning()).isTrue();
            assertThat(consumers.started).isEmpty();
            registry(context).ready();
            assertThat(consumers.of("billing").running).isTrue();
            context.stop();
            context.start();
            assertThat(consumers.started).hasSize(2);
        }
    }

    @Test
    void whoAsksForListenersDoesNotWaitForOneThatIsStarting() {
        AnnotationConfigApplicationContext context = context();
        context.registerBean(Billing.class);
        AtomicReference<List<Object>> answers = new AtomicReference<>();
        // As metrics ask, on the event loop that the answers of brokers come in on.
        consumers.waitForStart = starting -> answers.set(CompletableFuture.supplyAsync(() -> {
                    MqListenerEndpointRegistry registry = registry(context);
                    return List.<Object>of(
                            registry.endpoints().size(),
                            registry.containers().size(),
                            registry.isRunning(),
                            registry.isRunning("Billing.on"),
                            registry.stuckCalls("Billing.on"));
                })
                .orTimeout(30, TimeUnit.SECONDS)
                .join());
        try (context) {
            context.refresh();
            assertThat(answers.get()).containsExactly(1, 1, true, true, List.of());
        }
    }

    static class TwoGroups {
        @MqListener(topics = "orders", group = "billing")
        void bill(MessageView message) {}

        @MqListener(topics = "orders", group = "shipping")
        void ship(MessageView message) {}
    }

    @Test
    void allHaveBegunBeforeOneIsWaitedFor() {
        List<Integer> begun = new ArrayList<>();
        consumers.waitForStart = starting -> begun.add(consumers.started.size());
        start(TwoGroups.class).close();
        assertThat(begun).containsExactly(2, 2);
    }

    @Test
    void oneThatIsRefusedNamesItsListeners() {
        consumers.waitForStart = starting -> {
            if (starting.group().equals("shipping")) {
                throw new StartRefusedException("there is another with another filter");
            }
        };
        assertThatThrownBy(() -> start(TwoGroups.class).close())
                .cause()
                .isInstanceOfSatisfying(MqListenerDefinitionException.class, e -> assertThat(e.action())
                        .isEqualTo("there is another with another filter"))
                .hasMessageContaining("[TwoGroups.ship] of group 'shipping' cannot begin");
        assertThat(consumers.of("billing").running)
                .as("nothing is consumed by an application that does not start")
                .isFalse();
    }

    private static final class WaitForReady implements org.springframework.beans.factory.config.BeanPostProcessor {
        @Override
        public Object postProcessAfterInitialization(Object bean, String beanName) {
            if (bean instanceof MqListenerEndpointRegistry registry) {
                registry.startWhenReady();
            }
            return bean;
        }
    }

    private void assertRefused(String message, String action, Class<?>... beans) {
        assertThatExceptionOfType(MqListenerDefinitionException.class)
                .isThrownBy(() -> unwrap(() -> start(beans).close()))
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.action()).contains(action));
    }

    private static void unwrap(Runnable action) throws Throwable {
        try {
            action.run();
        } catch (org.springframework.beans.BeansException e) {
            throw e.getMostSpecificCause();
        }
    }

    private AnnotationConfigApplicationContext start(Class<?>... beans) {
        AnnotationConfigApplicationContext context = context();
        context.register(beans);
        context.refresh();
        return context;
    }

    private AnnotationConfigApplicationContext context() {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", properties));
        context.register(Listening.class);
        context.registerBean(
                MqListenerEndpointRegistry.class,
                () -> new MqListenerEndpointRegistry(
                        new MqListenerContainerFactory(
                                consumers,
                                options,
                                List.of(),
                                new ListeningLog(),
                                MqListenerObserver.NONE,
                                TimeSource.system()),
                        Duration.ofSeconds(5)));
        return context;
    }

    private static MqListenerEndpointRegistry registry(AnnotationConfigApplicationContext context) {
        return context.getBean(MqListenerEndpointRegistry.class);
    }
}
