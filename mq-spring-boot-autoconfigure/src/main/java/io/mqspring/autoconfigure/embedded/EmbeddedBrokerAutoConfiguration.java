package io.mqspring.autoconfigure.embedded;

import io.mqspring.autoconfigure.MqAutoConfiguration;
import io.mqspring.autoconfigure.MqConnectionAutoConfiguration;
import io.mqspring.autoconfigure.MqConnectionDetails;
import io.mqspring.autoconfigure.MqProperties;
import io.mqspring.broker.BrokerSettings;
import io.mqspring.broker.EmbeddedBroker;
import io.mqspring.observe.BrokerObserver;
import io.mqspring.runtime.ExecutionBackend;
import io.mqspring.transport.BrokerEndpoint;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** The broker in this application, when there is no cluster. It starts before the client and stops after it. */
@AutoConfiguration(after = MqConnectionAutoConfiguration.class, before = MqAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "mq.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty(name = "mq.embedded.enabled", matchIfMissing = true)
@ConditionalOnMissingBean({MqConnectionDetails.class, BrokerEndpoint.class})
public final class EmbeddedBrokerAutoConfiguration {

    EmbeddedBrokerAutoConfiguration() {}

    @Bean
    DataDirectory mqDataDirectory(MqProperties properties, Environment environment) {
        Suitability.check(properties, environment);
        return DataDirectory.of(properties.embedded());
    }

    @Bean(destroyMethod = "close")
    EmbeddedBroker mqEmbeddedBroker(
            MqProperties properties,
            DataDirectory directory,
            ExecutionBackend backend,
            Environment environment,
            ObjectProvider<SslBundles> sslBundles,
            ObjectProvider<BrokerObserver> observer,
            ObjectProvider<EmbeddedBrokerCustomizer> customizers) {
        BrokerSettings settings = BrokerPropertiesMapper.settings(
                        properties.embedded(),
                        directory.path(),
                        environment.getProperty("spring.application.name", ""),
                        sslBundles.getIfAvailable())
                .withObserver(observer.getIfUnique(() -> BrokerObserver.NONE));
        for (EmbeddedBrokerCustomizer each : customizers.orderedStream().toList()) {
            settings = each.customize(settings);
        }
        return EmbeddedBroker.start(settings, backend);
    }
}
