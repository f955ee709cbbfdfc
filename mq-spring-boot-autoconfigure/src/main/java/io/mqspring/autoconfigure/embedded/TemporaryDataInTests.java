package io.mqspring.autoconfigure.embedded;

import java.util.List;
import java.util.Map;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Gives the contexts of Spring's test framework a data directory of their own: it sets {@code mq.embedded.temporary}, below
 * everything that a test or its configuration sets itself.
 */
final class TemporaryDataInTests implements ContextCustomizerFactory {

    @Override
    public ContextCustomizer createContextCustomizer(
            Class<?> testClass, List<ContextConfigurationAttributes> configAttributes) {
        return new SetProperty();
    }

    /** Equal to every other one, so that it does not keep contexts from being cached. */
    private record SetProperty() implements ContextCustomizer {

        @Override
        public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration merged) {
            context.getEnvironment()
                    .getPropertySources()
                    .addLast(new MapPropertySource("mqTestDefaults", Map.of("mq.embedded.temporary", "true")));
        }
    }
}
