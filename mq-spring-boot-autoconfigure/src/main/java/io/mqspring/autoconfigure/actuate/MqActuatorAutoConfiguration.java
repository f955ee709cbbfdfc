package io.mqspring.autoconfigure.actuate;

import io.mqspring.autoconfigure.MqAutoConfiguration;
import io.mqspring.broker.EmbeddedBroker;
import io.mqspring.client.MqClient;
import io.mqspring.message.TopicNames;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The endpoint {@code mqgroups}. */
@AutoConfiguration(after = MqAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(MqGroupsEndpoint.class)
@ConditionalOnBean(MqClient.class)
public final class MqActuatorAutoConfiguration {

    MqActuatorAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    MqGroupsEndpoint mqGroupsEndpoint(MqClient client, ObjectProvider<EmbeddedBroker> broker) {
        return new MqGroupsEndpoint(client::admin, delayedRetries(broker.getIfAvailable()));
    }

    /** What is still delayed is in no queue; only the embedded broker can be asked. */
    private static Function<String, Map<String, Object>> delayedRetries(@Nullable EmbeddedBroker broker) {
        if (broker == null) {
            return group -> Map.of();
        }
        return group -> Map.of("delayed", broker.stats().delayed().getOrDefault(TopicNames.retryTopic(group), 0L));
    }
}
