package io.mqspring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.autoconfigure.actuate.MqActuatorAutoConfiguration;
import io.mqspring.autoconfigure.actuate.MqGroupsEndpoint;
import io.mqspring.autoconfigure.actuate.MqHealthAutoConfiguration;
import io.mqspring.autoconfigure.embedded.EmbeddedBrokerAutoConfiguration;
import io.mqspring.autoconfigure.embedded.EmbeddedBrokerCustomizer;
import io.mqspring.broker.EmbeddedBroker;
import io.mqspring.client.ClientSettings;
import io.mqspring.client.LocalState;
import io.mqspring.client.MqClient;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.Message;
import io.mqspring.message.MessageQueue;
import io.mqspring.producer.Producer;
import io.mqspring.runtime.ExecutionBackend;
import io.mqspring.spring.annotation.MqListener;
import io.mqspring.spring.config.MqListenerContainerFactory;
import io.mqspring.spring.config.MqListenerEndpointRegistry;
import io.mqspring.spring.core.MqOperations;
import io.mqspring.spring.core.MqTemplate;
import io.mqspring.spring.fixtures.RecordingProducer;
import io.mqspring.spring.support.JsonMqMessageConverter;
import io.mqspring.spring.support.MqMessageConverter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** Which beans there are, and that they work together on an embedded broker. */
class MqAutoConfigurationIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private ApplicationContextRunner runner = new ApplicationContextRunner();

    record Order(String id) {}

    @BeforeEach
    void configure() {
        runner = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        JacksonAutoConfiguration.class,
                        ValidationAutoConfiguration.class,
                        MqConnectionAutoConfiguration.class,
                        EmbeddedBrokerAutoConfiguration.class,
                        MqAutoConfiguration.class,
                        MqHealthAutoConfiguration.class,
                        MqActuatorAutoConfiguration.class))
                .withPropertyValues(
                        "mq.embedded.data-dir=" + directory.resolve("data"),
                        "management.endpoints.web.exposure.include=*",
                        "management.endpoints.jmx.exposure.include=*");
    }

    @Configuration(proxyBeanMethods = false)
    static class Listening {
        final Queue<Order> got = new ConcurrentLinkedQueue<>();
        final AtomicReference<String> thread = new AtomicReference<>("");

        @MqListener(topics = "orders", group = "billing", tags = "paid")
        void on(Order order) {
            thread.set(Thread.currentThread().toString());
            got.add(order);
        }
    }

    @Test
    void nothingNeedsToBeSet() {
        runner.run(context -> assertThat(context)
                .hasSingleBean(MqClient.class)
                .hasSingleBean(EmbeddedBroker.class)
                .hasSingleBean(MqTemplate.class)
                .hasSingleBean(JsonMqMessageConverter.class)
                .hasSingleBean(MqListenerContainerFactory.class)
                .hasSingleBean(MqListenerEndpointRegistry.class)
                .hasSingleBean(MqGroupsEndpoint.class)
                .hasBean("mqHealthContributor")
                .doesNotHaveBean(MqConnectionDetails.class));
    }

    @Test
    void theVeryFirstMessageReachesTheListener() {
        runner.withUserConfiguration(Listening.class).run(context -> {
            context.getBean(MqTemplate.class)
                    .message(new Order("o-1"))
                    .to("orders")
                    .tag("paid")
                    .send();
            context.getBean(MqTemplate.class)
                    .message(new Order("o-2"))
                    .to("orders")
                    .tag("sent")
                    .send();
            Queue<Order> got = context.getBean(Listening.class).got;
            Awaitility.await().atMost(PATIENCE).until(() -> !got.isEmpty());
            assertThat(got).containsExactly(new Order("o-1"));
            assertThat(context.getBean(Listening.class).thread.get()).contains("mq-worker-");
            assertThat(context.getBean(EmbeddedBroker.class).port()).isEmpty();
        });
    }

    @Test
    void listenersCanBeStoppedAndStartedAgain() {
        runner.withUserConfiguration(Listening.class).run(context -> {
            MqListenerEndpointRegistry registry = context.getBean(MqListenerEndpointRegistry.class);
            registry.stop();
            MqTemplate mq = context.getBean(MqTemplate.class);
            mq.message(new Order("o-1")).to("orders").tag("paid").send();
            registry.start();
            Queue<Order> got = context.getBean(Listening.class).got;
            Awaitility.await().atMost(PATIENCE).until(() -> !got.isEmpty());
        });
    }

    @Test
    @EnabledForJreRange(minVersion = 21)
    void listenersRunOnVirtualThreadsWhenAskedFor() {
        runner.withUserConfiguration(Listening.class)
                .withPropertyValues("spring.threads.virtual.enabled=true")
                .run(context -> {
                    context.getBean(MqTemplate.class)
                            .message(new Order("o-1"))
                            .to("orders")
                            .tag("paid")
                            .send();
                    Listening listening = context.getBean(Listening.class);
                    Awaitility.await().atMost(PATIENCE).until(() -> !listening.got.isEmpty());
                    assertThat(listening.thread.get())
                            .startsWith("VirtualThread")
                            .contains("mq-worker-");
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class Late {
        final AtomicReference<String> last = new AtomicReference<>("");

        @MqListener(id = "late", topics = "orders", group = "late", startFrom = "earliest")
        void on(String body) {
            last.set(body);
        }

        @Bean
        EmbeddedBrokerCustomizer smallFiles() {
            return settings -> settings.withSegmentSize(1024 * 1024).withRetentionBytes(2 * 1024 * 1024);
        }
    }

    @Test
    void aQueueThatMustNotGoOnBehindTheMinimumIsShownByHealthAndContainer() {
        runner.withUserConfiguration(Late.class)
                .withPropertyValues(
                        "mq.embedded.default-queues=1",
                        "mq.producer.compress-over=1MB",
                        "mq.listeners.late.when-behind-minimum=fail")
                .run(context -> {
                    MqTemplate template = context.getBean(MqTemplate.class);
                    MqListenerEndpointRegistry registry = context.getBean(MqListenerEndpointRegistry.class);
                    Late late = context.getBean(Late.class);
                    template.message("first").to("orders").send();
                    Awaitility.await().atMost(PATIENCE).until(() -> "first".equals(late.last.get()));
                    registry.stop("late").join();
                    String body = "x".repeat(100_000);
                    Awaitility.await().atMost(PATIENCE).until(() -> {
                        template.message(body).to("orders").send();
                        return minimum(context) > 1;
                    });

                    registry.start("late");

                    Awaitility.await()
                            .atMost(PATIENCE)
                            .until(() -> health(context).getStatus().equals(Status.DOWN));
                    assertThat(health(context).getDetails().get("behindMinimum"))
                            .asString()
                            .contains("late: orders/embedded/0");
                    assertThat(registry.containers()).singleElement().satisfies(container -> assertThat(
                                    container.queuesBehindMinimum())
                            .containsExactly(new MessageQueue("orders", "embedded", 0)));
                    assertThat(late.last).hasValue("first");
                });
    }

    @Test
    void aGroupWithoutOffsetsThatMustNotBeginByItselfIsShownByHealth() {
        runner.withUserConfiguration(Listening.class)
                .withPropertyValues("mq.embedded.default-queues=1", "mq.listeners[Listening.on].start-from=fail")
                .run(context -> {
                    context.getBean(MqTemplate.class)
                            .message(new Order("o-1"))
                            .to("orders")
                            .tag("paid")
                            .send();
                    Awaitility.await()
                            .atMost(PATIENCE)
                            .until(() -> health(context).getStatus().equals(Status.DOWN));
                    assertThat(health(context).getDetails().get("withoutOffset"))
                            .asString()
                            .contains("billing: orders/embedded/0");
                    assertThat(context.getBean(Listening.class).got).isEmpty();
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class Chosen {
        final Queue<Order> got = new ConcurrentLinkedQueue<>();

        @MqListener(id = "chosen", topics = "orders", group = "chosen", sql = "amount > 10 AND region = 'EU'")
        void on(Order order) {
            got.add(order);
        }
    }

    @Test
    void aListenerChoosesByPropertiesAndAnOperatorOtherwise() {
        runner.withUserConfiguration(Chosen.class).run(context -> {
            sendWithAmounts(context);
            Queue<Order> got = context.getBean(Chosen.class).got;
            Awaitility.await().atMost(PATIENCE).until(() -> !got.isEmpty());
            assertThat(got).containsExactly(new Order("o-11"));
        });
        runner.withUserConfiguration(Chosen.class)
                .withPropertyValues("mq.listeners.chosen.sql=amount < 10", "mq.listeners.chosen.start-from=earliest")
                .withPropertyValues("mq.embedded.data-dir=" + directory.resolve("other"))
                .run(context -> {
                    sendWithAmounts(context);
                    Queue<Order> got = context.getBean(Chosen.class).got;
                    Awaitility.await().atMost(PATIENCE).until(() -> !got.isEmpty());
                    assertThat(got).containsExactly(new Order("o-9"));
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class Cached {
        final Queue<Order> got = new ConcurrentLinkedQueue<>();

        @MqListener(id = "cache", topics = "orders", group = "cache", broadcast = "true", startFrom = "earliest")
        void on(Order order) {
            got.add(order);
        }
    }

    @Test
    void anInstanceThatBroadcastsGetsEveryMessageAndGoesOnWhereItWas() {
        runner.withUserConfiguration(Cached.class).run(context -> {
            context.getBean(MqTemplate.class)
                    .message(new Order("o-1"))
                    .to("orders")
                    .send();
            Queue<Order> got = context.getBean(Cached.class).got;
            Awaitility.await().atMost(PATIENCE).until(() -> !got.isEmpty());
            try (MqClient other = MqClient.connect(
                    ClientSettings.defaults().withLocalState(new LocalState(directory.resolve("other"), "other")),
                    context.getBean(EmbeddedBroker.class))) {
                Queue<String> elsewhere = new ConcurrentLinkedQueue<>();
                other.pushConsumer("cache")
                        .broadcasting()
                        .subscribe(
                                "orders", "*", SubscriptionSettings.defaults().withStartFrom(StartFrom.earliest()))
                        .listener(views -> {
                            elsewhere.add(views.get(0).messageId());
                            return ConsumeResult.success();
                        })
                        .start();
                Awaitility.await().atMost(PATIENCE).until(() -> !elsewhere.isEmpty());
            }
        });
        assertThat(directory.resolve("data/offsets/default/config/offsets-cache.json"))
                .exists();
        runner.withUserConfiguration(Cached.class).run(context -> {
            context.getBean(MqTemplate.class)
                    .message(new Order("o-2"))
                    .to("orders")
                    .send();
            Queue<Order> got = context.getBean(Cached.class).got;
            Awaitility.await().atMost(PATIENCE).until(() -> !got.isEmpty());
            assertThat(got).containsExactly(new Order("o-2"));
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class Mixed {
        @MqListener(topics = "orders", group = "cache", broadcast = "true")
        void all(Order order) {}

        @MqListener(topics = "payments", group = "cache")
        void shared(Order order) {}
    }

    @Test
    void aGroupThatBroadcastsAndSharesIsAnErrorThatNamesBoth() {
        runner.withUserConfiguration(Mixed.class).run(context -> assertThat(context)
                .getFailure()
                .hasMessageContainingAll("Mixed.all", "Mixed.shared", "'cache'", "broadcasts"));
    }

    private static void sendWithAmounts(ApplicationContext context) {
        for (int amount : new int[] {9, 10, 11}) {
            context.getBean(MqTemplate.class)
                    .message(new Order("o-" + amount))
                    .to("orders")
                    .header("amount", Integer.toString(amount))
                    .header("region", "EU")
                    .send();
        }
    }

    private static long minimum(ApplicationContext context) {
        return context.getBean(MqClient.class).admin().describe("late").stream()
                .flatMap(group -> group.topics().stream())
                .filter(topic -> topic.topic().equals("orders"))
                .flatMap(topic -> topic.queues().stream())
                .mapToLong(queue -> queue.minOffset().orElse(0))
                .max()
                .orElse(0);
    }

    @Test
    void mqCanBeSwitchedOff() {
        runner.withPropertyValues("mq.enabled=false").run(context -> assertThat(context)
                .doesNotHaveBean(MqClient.class)
                .doesNotHaveBean(EmbeddedBroker.class)
                .doesNotHaveBean(ExecutionBackend.class)
                .doesNotHaveBean(MqGroupsEndpoint.class)
                .doesNotHaveBean("mqHealthContributor"));
    }

    @Test
    void aNameServerReplacesTheEmbeddedBrokerAndIsNotNeededToStart() {
        runner.withPropertyValues("mq.name-server=127.0.0.1:1,127.0.0.1:2")
                .withUserConfiguration(Listening.class)
                .run(context -> {
                    assertThat(context).hasNotFailed().doesNotHaveBean(EmbeddedBroker.class);
                    assertThat(context.getBean(MqConnectionDetails.class).nameServers())
                            .containsExactly("127.0.0.1:1", "127.0.0.1:2");
                    Health health = health(context);
                    assertThat(health.getStatus()).isEqualTo(Status.DOWN);
                    assertThat(health.getDetails()).containsEntry("mode", "cluster");
                });
    }

    @Test
    void anApplicationTalksToTheBrokerOfAnotherOverItsPort() {
        runner.withPropertyValues("mq.embedded.port=0").run(broker -> {
            int port = broker.getBean(EmbeddedBroker.class).port().orElseThrow();
            runner.withPropertyValues("mq.name-server=localhost:" + port)
                    .withUserConfiguration(Listening.class)
                    .run(context -> {
                        Queue<Order> got = context.getBean(Listening.class).got;
                        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
                            context.getBean(MqTemplate.class)
                                    .message(new Order("o-1"))
                                    .to("orders")
                                    .tag("paid")
                                    .send();
                            assertThat(got).isNotEmpty();
                        });
                    });
        });
    }

    @Test
    void aMalformedNameServerIsNamed() {
        runner.withPropertyValues("mq.name-server=mq-1:9876,mq-2").run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessageContaining("mq.name-server")
                .hasMessageContaining("mq-2"));
    }

    @Test
    void withoutAnyBrokerTheErrorSaysWhatToSet() {
        runner.withPropertyValues("mq.embedded.enabled=false").run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .isInstanceOf(FailureAnalyzedException.class)
                .hasMessageContaining("There is no broker"));
    }

    @Test
    void onACloudPlatformTheEmbeddedBrokerMustBeAskedFor() {
        runner.withPropertyValues("spring.main.cloud-platform=kubernetes").run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .isInstanceOfSatisfying(FailureAnalyzedException.class, failure -> {
                    assertThat(failure.analysis().getDescription()).contains("Kubernetes");
                    assertThat(failure.analysis().getAction())
                            .contains("mq.name-server")
                            .contains("mq.embedded.enabled=true");
                }));
        runner.withPropertyValues("spring.main.cloud-platform=kubernetes", "mq.embedded.enabled=true")
                .run(context -> assertThat(context).hasSingleBean(EmbeddedBroker.class));
    }

    @Test
    void everyBeanBacksOff() {
        runner.withUserConfiguration(OwnBeans.class).run(context -> {
            assertThat(context).hasSingleBean(Producer.class).hasSingleBean(MqMessageConverter.class);
            assertThat(context.getBean(MqOperations.class)).isSameAs(context.getBean("ownTemplate"));
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnBeans {

        @Bean
        Producer ownProducer() {
            return new RecordingProducer();
        }

        @Bean
        MqMessageConverter ownConverter() {
            return new JsonMqMessageConverter(new JsonMapper());
        }

        @Bean
        MqOperations ownTemplate(Producer producer, MqMessageConverter converter) {
            return new MqTemplate(producer, converter);
        }
    }

    @Test
    void customizersHaveTheLastWord() {
        runner.withUserConfiguration(Customizers.class, Listening.class).run(context -> {
            List<Integer> limits = context.getBean(Customizers.class).bodyLimits;
            assertThat(limits).containsExactly(4 * 1024 * 1024);
            assertThat(context.getBean(Customizers.class).listeners).containsExactly("Listening.on/billing/orders");
            Producer producer = context.getBean(Producer.class);
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> producer.send(
                            Message.to("orders").body(new byte[200]).build())))
                    .hasMessageContaining("100");
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class Customizers {
        final List<Integer> bodyLimits = new java.util.ArrayList<>();
        final List<String> listeners = new java.util.ArrayList<>();

        @Bean
        MqProducerCustomizer producer() {
            return settings -> {
                bodyLimits.add(settings.maxBodyBytes());
                return settings.withLimits(settings.maxPendingBytes(), 100);
            };
        }

        @Bean
        MqClientCustomizer client() {
            return settings -> settings.withMaxCachedBytes(1024);
        }

        @Bean
        MqConsumerCustomizer consumer() {
            return (listener, group, topic, settings) -> {
                listeners.add(listener + "/" + group + "/" + topic);
                return settings;
            };
        }

        @Bean
        EmbeddedBrokerCustomizer broker() {
            return settings -> settings.withDefaultQueues(2);
        }
    }

    @Test
    void healthTellsTheModeAndTheListeners() {
        runner.withUserConfiguration(Listening.class).run(context -> {
            Health health = health(context);
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails())
                    .containsEntry("mode", "embedded")
                    .containsEntry("listeners", java.util.Map.of("Listening.on", "running"));
        });
        runner.withPropertyValues("management.health.mq.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean("mqHealthContributor"));
    }

    @Test
    void theEndpointShowsGroupsAndKnowsWhatItDoesNotKnow() {
        runner.withUserConfiguration(Listening.class).run(context -> {
            MqGroupsEndpoint endpoint = context.getBean(MqGroupsEndpoint.class);
            assertThat(endpoint.groups().get("groups")).anySatisfy(group -> assertThat(group)
                    .containsEntry("group", "billing")
                    .containsEntry("members", 1)
                    .doesNotContainValue(null));
            assertThat(endpoint.group("nobody")).isNull();
            assertThat(endpoint.group("no such name")).isNull();
            assertThat(endpoint.group("billing")).containsKeys("state", "members", "topics", "retry");
        });
    }

    @Test
    void theEndpointIsOnlyThereWhenExposed() {
        runner.withPropertyValues(
                        "management.endpoints.web.exposure.include=", "management.endpoints.jmx.exposure.include=")
                .run(context -> assertThat(context).doesNotHaveBean(MqGroupsEndpoint.class));
    }

    private static Health health(ApplicationContext context) {
        return Objects.requireNonNull(
                context.getBean("mqHealthContributor", HealthIndicator.class).health(true));
    }
}
