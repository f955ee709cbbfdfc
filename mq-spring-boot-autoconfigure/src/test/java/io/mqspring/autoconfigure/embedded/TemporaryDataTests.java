package io.mqspring.autoconfigure.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.autoconfigure.MqConnectionAutoConfiguration;
import io.mqspring.broker.EmbeddedBroker;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

@SpringBootTest
class TemporaryDataTests {

    @SpringBootConfiguration(proxyBeanMethods = false)
    @ImportAutoConfiguration({MqConnectionAutoConfiguration.class, EmbeddedBrokerAutoConfiguration.class})
    static class Application {}

    @Autowired
    private DataDirectory directory;

    @Autowired
    private EmbeddedBroker broker;

    @Test
    void aTestsDataIsTemporary() {
        assertThat(broker.port()).isEmpty();
        assertThat(directory.path()).isAbsolute().isDirectoryContaining(path -> path.endsWith("commitlog"));
        assertThat(directory.path().getFileName().toString()).startsWith("mq-test-data");
    }

    @Test
    void temporaryDataIsDeletedWhenTheContextCloses() {
        Path[] path = new Path[1];
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        MqConnectionAutoConfiguration.class, EmbeddedBrokerAutoConfiguration.class))
                .withPropertyValues("mq.embedded.temporary=true")
                .run(context -> {
                    path[0] = context.getBean(DataDirectory.class).path();
                    assertThat(path[0]).exists();
                });
        assertThat(path[0]).doesNotExist();
    }
}
