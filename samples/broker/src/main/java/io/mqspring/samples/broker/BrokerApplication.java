package io.mqspring.samples.broker;

import io.mqspring.autoconfigure.MqConnectionAutoConfiguration;
import io.mqspring.autoconfigure.embedded.EmbeddedBrokerAutoConfiguration;
import io.mqspring.broker.BrokerSettings;
import io.mqspring.broker.Graduation;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

/**
 * The embedded broker on its own: no client, no listeners, no web server. It says so in one line when it accepts traffic,
 * and ends in good order on SIGTERM.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration({MqConnectionAutoConfiguration.class, EmbeddedBrokerAutoConfiguration.class})
public class BrokerApplication {

    private static final String GRADUATE = "--graduate=";

    /**
     * Starts the broker; arguments are properties, as in {@code --mq.embedded.port=9876}. With {@code --graduate=DIR} alone it
     * prepares a data directory for an official broker instead, and prints that broker's configuration.
     */
    public static void main(String[] args) {
        if (args.length == 1 && args[0].startsWith(GRADUATE)) {
            System.setProperty("logback.configurationFile", "graduate-logback.xml");
            graduate(Path.of(args[0].substring(GRADUATE.length())));
            return;
        }
        SpringApplication.run(BrokerApplication.class, args);
    }

    private static void graduate(Path directory) {
        // Nobody says here how long messages are kept, so that they are kept.
        System.out.print(Graduation.prepare(BrokerSettings.in(directory).withRetention(Duration.ZERO)));
    }
}
