package io.mqspring.autoconfigure.actuate;

import io.mqspring.client.MqClient;
import io.mqspring.message.MessageQueue;
import io.mqspring.spring.config.MqListenerEndpoint;
import io.mqspring.spring.config.MqListenerEndpointRegistry;
import io.mqspring.spring.listener.MqMessageListenerContainer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Up when the embedded broker, or a name server of the cluster, answers, and every queue of this application is consumed as far
 * as it is told to be; with the mode, which listeners run and which of their calls are stuck. Asks one question, in the caller's thread.
 */
final class MqHealthIndicator extends AbstractHealthIndicator {

    private static final int MAX_STUCK_TOLD = 10;

    private final MqClient client;
    private final MqListenerEndpointRegistry registry;
    private final List<String> nameServers;

    /**
     * @param nameServers of the cluster; none: the broker is embedded
     */
    MqHealthIndicator(MqClient client, MqListenerEndpointRegistry registry, List<String> nameServers) {
        super("The broker did not answer");
        this.client = client;
        this.registry = registry;
        this.nameServers = nameServers;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        if (nameServers.isEmpty()) {
            builder.withDetail("mode", "embedded");
        } else {
            builder.withDetail("mode", "cluster").withDetail("nameServers", nameServers);
        }
        Map<String, String> listeners = new LinkedHashMap<>();
        for (MqListenerEndpoint endpoint : registry.endpoints()) {
            listeners.put(endpoint.id(), registry.isRunning(endpoint.id()) ? "running" : "stopped");
        }
        builder.withDetail("listeners", listeners);
        List<String> behind = queues(MqMessageListenerContainer::queuesBehindMinimum);
        List<String> withoutOffset = queues(MqMessageListenerContainer::queuesWithoutOffset);
        List<String> stuck = registry.containers().stream()
                .flatMap(container -> container.stuckCalls().stream())
                .limit(MAX_STUCK_TOLD)
                .map(call -> call.listener() + ": message " + call.messageId() + " of " + call.topic() + " for "
                        + call.running())
                .toList();
        if (!stuck.isEmpty()) {
            builder.withDetail("stuck", stuck);
        }
        client.admin().topics();
        builder.up();
        if (!behind.isEmpty()) {
            builder.down().withDetail("behindMinimum", behind);
        }
        if (!withoutOffset.isEmpty()) {
            builder.down().withDetail("withoutOffset", withoutOffset);
        }
    }

    private List<String> queues(Function<MqMessageListenerContainer, List<MessageQueue>> which) {
        return registry.containers().stream()
                .flatMap(container -> which.apply(container).stream().map(queue -> container.group() + ": " + queue))
                .toList();
    }
}
