package io.mqspring.benchmarks;

import io.mqspring.autoconfigure.MqAutoConfiguration;
import io.mqspring.autoconfigure.MqConnectionAutoConfiguration;
import io.mqspring.autoconfigure.embedded.EmbeddedBrokerAutoConfiguration;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** An application as its users have it, without what Spring Boot adds beside this project. */
final class SpringContext {

    private SpringContext() {}

    /**
     * Starts one; it ends in good order on SIGTERM.
     *
     * @param beans adds those of the application
     */
    static AnnotationConfigApplicationContext start(
            Map<String, Object> properties, Consumer<AnnotationConfigApplicationContext> beans) {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("benchmark", properties));
        beans.accept(context);
        context.register(
                MqConnectionAutoConfiguration.class, EmbeddedBrokerAutoConfiguration.class, MqAutoConfiguration.class);
        context.registerShutdownHook();
        context.refresh();
        return context;
    }
}
