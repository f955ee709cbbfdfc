package io.mqspring.samples.broker;

import io.mqspring.autoconfigure.MqConnectionAutoConfiguration;
import io.mqspring.autoconfigure.embedded.EmbeddedBrokerAutoConfiguration;
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

    /** Starts the broker; arguments are properties, as in {@code --mq.embedded.port=9876}. */
    public static void main(String[] args) {
        SpringApplication.run(BrokerApplication.class, args);
    }
}
