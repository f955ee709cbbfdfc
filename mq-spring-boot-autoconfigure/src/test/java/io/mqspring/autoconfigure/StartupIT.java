package io.mqspring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.consumer.PushConsumer;
import io.mqspring.spring.annotation.MqListener;
import io.mqspring.spring.core.MqTemplate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Applications that start for real, and those that cannot: what the developer reads then. */
@ExtendWith(OutputCaptureExtension.class)
class StartupIT {

    @TempDir
    private Path directory;

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Empty {}

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class SendsWhileItStarts {

        final List<String> events = new CopyOnWriteArrayList<>();

        @MqListener(topics = "greetings", group = "readers")
        void on(String text) {
            events.add(text);
        }

        @Bean
        ApplicationRunner sender(MqTemplate mq) {
            return arguments -> {
                mq.message("hello").to("greetings").send();
                events.add("sent");
            };
        }

        @EventListener
        @Order(Ordered.HIGHEST_PRECEDENCE)
        void ready(ApplicationReadyEvent event) {
            events.add("ready");
        }
    }

    @Test
    void whatIsSentWhileTheApplicationStartsIsDeliveredOnceItIsReady(CapturedOutput output) {
        try (ConfigurableApplicationContext context = start(SendsWhileItStarts.class)) {
            List<String> events = context.getBean(SendsWhileItStarts.class).events;
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> events.contains("hello"));
            assertThat(events).containsExactly("sent", "ready", "hello");
            assertThat(output)
                    .contains("Embedded broker ready in ")
                    .contains("Listening: readers <- greetings, 4 queues, NONE, concurrency 20, start latest"
                            + "   (SendsWhileItStarts.on)");
            assertThat(keepAliveThreads()).isNotEmpty();
        }
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> keepAliveThreads()
                .isEmpty());
    }

    @Test
    void aDirectoryInUseIsExplained(CapturedOutput output) {
        try (ConfigurableApplicationContext first = start(Empty.class)) {
            assertThat(first.isRunning()).isTrue();
            assertThatThrownBy(() -> start(Empty.class).close()).isNotNull();
        }
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("The data directory '" + directory.resolve("data") + "' is in use by ")
                .contains("mq.embedded.port=9876 there and mq.name-server=localhost:9876 here");
    }

    @Test
    void aTakenPortIsExplained(CapturedOutput output) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> start(Empty.class, "--mq.embedded.port=" + taken.getLocalPort())
                            .close())
                    .isNotNull();
            assertThat(output)
                    .contains("The embedded broker cannot listen on 127.0.0.1:" + taken.getLocalPort())
                    .contains("set mq.embedded.port to another port");
        }
    }

    @Test
    void aDirectoryThatCannotBeMadeIsExplained(CapturedOutput output) throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> start(Empty.class, "--mq.embedded.data-dir=" + file.resolve("data"))
                        .close())
                .isNotNull();
        assertThat(output)
                .contains("The embedded broker cannot use its data directory")
                .contains("set mq.embedded.data-dir to another directory");
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Unbindable {
        @MqListener(topics = "orders", group = "g")
        void on(String text, PushConsumer consumer) {}
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Conflicting {
        @MqListener(topics = "orders", group = "g", tags = "a")
        void one(String text) {}

        @MqListener(topics = "orders", group = "g", tags = "b")
        void other(String text) {}
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class SameId {
        @MqListener(topics = "a", group = "g", id = "x")
        void one(String text) {}

        @MqListener(topics = "b", group = "g", id = "x")
        void other(String text) {}
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class IllegalTopic {
        @MqListener(topics = "my orders", group = "g")
        void one(String text) {}
    }

    @Test
    void badListenersAreExplained(CapturedOutput output) {
        assertExplained(output, Unbindable.class, "parameter 2 (PushConsumer)", "get everything else by injection");
        assertExplained(
                output,
                Conflicting.class,
                "select different tags of topic 'orders'",
                "take both in one method: tags = ");
        assertExplained(output, SameId.class, "Two listeners have the id 'x'", "an id of its own");
        assertExplained(output, IllegalTopic.class, "'my orders'", "Correct the topics");
    }

    @Test
    void badPropertiesAreExplained(CapturedOutput output) {
        assertThatThrownBy(() ->
                        start(Empty.class, "--mq.client.max-cached-size=much").close())
                .isNotNull();
        assertThat(output).contains("mq.client.max-cached-size").contains("percentage of the maximum heap");
        assertThatThrownBy(() -> start(Empty.class, "--mq.name-server=nonsense").close())
                .isNotNull();
        assertThat(output).contains("mq.name-server").contains("host:port");
        assertThatThrownBy(() ->
                        start(Empty.class, "--mq.embedded.default-queues=0").close())
                .isNotNull();
        assertThat(output).contains("mq.embedded.default-queues").contains("1 to 1024");
    }

    private void assertExplained(CapturedOutput output, Class<?> application, String description, String action) {
        assertThatThrownBy(() -> start(application).close()).isNotNull();
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains(application.getName())
                .contains(description)
                .contains(action);
    }

    private static List<Thread> keepAliveThreads() {
        return Stream.of(Thread.getAllStackTraces().keySet().toArray(Thread[]::new))
                .filter(thread -> thread.getName().equals("mq-listeners") && !thread.isDaemon())
                .toList();
    }

    private ConfigurableApplicationContext start(Class<?> application, String... arguments) {
        return new SpringApplicationBuilder(application)
                .web(WebApplicationType.NONE)
                .properties("mq.embedded.data-dir=" + directory.resolve("data"), "spring.application.name=test")
                .run(arguments);
    }
}
