package io.mqspring.autoconfigure.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.mqspring.autoconfigure.MqAutoConfiguration;
import io.mqspring.broker.EmbeddedBroker;
import io.mqspring.client.MqClient;
import io.mqspring.runtime.ExecutionBackend;
import io.mqspring.spring.config.MqListenerEndpointRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Meters, when there is a registry for them. */
@AutoConfiguration(
        after = MqAutoConfiguration.class,
        afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({MqClient.class, MeterRegistry.class})
public final class MqMetricsAutoConfiguration {

    MqMetricsAutoConfiguration() {}

    @Bean
    ClientMeters mqClientMeters() {
        return new ClientMeters();
    }

    @Bean
    ListenerMeters mqListenerMeters() {
        return new ListenerMeters();
    }

    @Bean
    ConsumerGauges mqConsumerGauges(MqListenerEndpointRegistry registry, ExecutionBackend backend) {
        return new ConsumerGauges(() -> registry.containers().stream()
                .flatMap(container ->
                        TopicFigures.of(
                                container.group(),
                                container.queues(),
                                backend.time().wallMillis())
                                .stream())
                .toList());
    }

    @Bean
    StuckGauges mqStuckGauges(MqListenerEndpointRegistry registry) {
        return new StuckGauges(() -> registry.endpoints().stream()
                .map(endpoint ->
                        new StuckGauges.Listener(endpoint.group(), endpoint.id(), registry.stuckCalls(endpoint.id())))
                .toList());
    }

    @Bean
    GaugeRefresh mqGaugeRefresh(ConsumerGauges gauges, StuckGauges stuck, ExecutionBackend backend) {
        return new GaugeRefresh(
                () -> {
                    gauges.refresh();
                    stuck.refresh();
                },
                backend);
    }

    /** Meters of the embedded broker. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(EmbeddedBroker.class)
    static class Broker {

        @Bean
        BrokerMeters mqBrokerMeters(EmbeddedBroker broker) {
            return new BrokerMeters(broker::stats);
        }
    }
}
