package io.mqspring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.autoconfigure.embedded.EmbeddedBrokerAutoConfiguration;
import io.mqspring.broker.EmbeddedBroker;
import io.mqspring.client.MqClient;
import io.mqspring.message.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.ClassPathResource;

/** What docs/security.md shows as properties: a broker with TLS and users, and a client of it, in two applications. */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class SecurityIT {

    private static final String TLS = "tls=file:../mq-core/src/test/resources/tls";

    @TempDir
    private Path directory;

    @Test
    void anApplicationSpeaksTlsToAnothersBrokerAsAUser(CapturedOutput output) {
        broker().run(broker -> {
            int port = broker.getBean(EmbeddedBroker.class).port().orElseThrow();
            client(port).run(client -> {
                MqClient mq = client.getBean(MqClient.class);
                assertThat(mq.producer().send(message("invoices")).messageId()).isNotEmpty();
                assertThat(mq.producer().send(message("notes-1")).messageId()).isNotEmpty();
                assertThatThrownBy(() -> mq.producer().send(message("orders")))
                        .hasStackTraceContaining("user 'billing': it lacks PUB on topic 'orders'");
            });
        });
        assertThat(output.getAll()).doesNotContain("hush-1").doesNotContain("hush-2");
    }

    @Test
    void aPlainClientAndOneWithAnotherSecretAreToldWhatToSet() {
        broker().run(broker -> {
            int port = broker.getBean(EmbeddedBroker.class).port().orElseThrow();
            client(port).withPropertyValues("mq.ssl.enabled=false").run(client -> assertThatThrownBy(
                            () -> client.getBean(MqClient.class).producer().send(message("invoices")))
                    .hasStackTraceContaining("TLS only"));
            client(port).withPropertyValues("mq.secret-key=other").run(client -> assertThatThrownBy(
                            () -> client.getBean(MqClient.class).producer().send(message("invoices")))
                    .hasStackTraceContaining("check mq.access-key and mq.secret-key"));
        });
    }

    @Test
    void aKeyWithoutItsSecretIsNamed() {
        client(1)
                .withPropertyValues("mq.secret-key=")
                .run(client -> assertThat(client).getFailure().hasStackTraceContaining("mq.secret-key"));
    }

    private ApplicationContextRunner broker() {
        return runner("security-broker.yml")
                .withPropertyValues("mq.embedded.port=0", "mq.embedded.data-dir=" + directory.resolve("data"));
    }

    private static ApplicationContextRunner client(int port) {
        return runner("security-client.yml").withPropertyValues("mq.name-server=localhost:" + port);
    }

    private static ApplicationContextRunner runner(String properties) {
        return new ApplicationContextRunner()
                .withInitializer(context -> load(context, properties))
                .withConfiguration(AutoConfigurations.of(
                        SslAutoConfiguration.class,
                        MqConnectionAutoConfiguration.class,
                        EmbeddedBrokerAutoConfiguration.class,
                        MqAutoConfiguration.class))
                .withPropertyValues(TLS, "BILLING_SECRET=hush-1", "OPERATOR_SECRET=hush-2");
    }

    private static void load(ConfigurableApplicationContext context, String properties) {
        try {
            new YamlPropertySourceLoader()
                    .load(properties, new ClassPathResource(properties))
                    .forEach(context.getEnvironment().getPropertySources()::addLast);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Message message(String topic) {
        return Message.to(topic).body("x".getBytes(StandardCharsets.UTF_8)).build();
    }
}
