package io.mqspring.autoconfigure.actuate;

import io.mqspring.autoconfigure.MqAutoConfiguration;
import io.mqspring.autoconfigure.MqConnectionDetails;
import io.mqspring.client.MqClient;
import io.mqspring.spring.config.MqListenerEndpointRegistry;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** The health contributor {@code mq}. */
@AutoConfiguration(after = MqAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnEnabledHealthIndicator("mq")
@ConditionalOnBean(MqClient.class)
public final class MqHealthAutoConfiguration {

    MqHealthAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = {"mqHealthIndicator", "mqHealthContributor"})
    MqHealthIndicator mqHealthContributor(
            MqClient client, MqListenerEndpointRegistry registry, ObjectProvider<MqConnectionDetails> cluster) {
        MqConnectionDetails details = cluster.getIfAvailable();
        return new MqHealthIndicator(client, registry, details == null ? List.of() : details.nameServers());
    }
}
