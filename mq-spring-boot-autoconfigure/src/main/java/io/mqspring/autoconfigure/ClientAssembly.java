package io.mqspring.autoconfigure;

import io.mqspring.client.ClientSettings;
import io.mqspring.client.MqClient;
import io.mqspring.observe.ClientObserver;
import io.mqspring.producer.ProducerSettings;
import io.mqspring.runtime.ExecutionBackend;
import io.mqspring.transport.BrokerEndpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/** Puts a client together from what the context has. */
final class ClientAssembly {

    private final List<MqClientCustomizer> clientCustomizers;
    private final List<MqProducerCustomizer> producerCustomizers;
    private final ClientObserver observer;

    ClientAssembly(
            List<MqClientCustomizer> clientCustomizers,
            List<MqProducerCustomizer> producerCustomizers,
            ClientObserver observer) {
        this.clientCustomizers = clientCustomizers;
        this.producerCustomizers = producerCustomizers;
        this.observer = observer;
    }

    /** A client of the cluster if there is one, else of the embedded broker. Does not wait for any of them. */
    MqClient connect(
            ClientSettings mapped,
            @Nullable MqConnectionDetails cluster,
            @Nullable BrokerEndpoint embedded,
            ExecutionBackend backend) {
        ClientSettings settings = customized(mapped);
        if (cluster != null) {
            return MqClient.connect(settings, String.join(",", cluster.nameServers()), backend);
        }
        if (embedded != null) {
            return MqClient.connect(settings, embedded);
        }
        throw new FailureAnalyzedException(
                "There is no broker: mq.name-server is not set, and the embedded broker is switched off.",
                "Set mq.name-server to the cluster's name servers (mq-1:9876,mq-2:9876), or mq.embedded.enabled=true, or"
                        + " mq.enabled=false if this application does no messaging.");
    }

    private ClientSettings customized(ClientSettings mapped) {
        ProducerSettings producer = mapped.producer();
        for (MqProducerCustomizer each : producerCustomizers) {
            producer = each.customize(producer);
        }
        ClientSettings settings = mapped.withProducer(producer).withObserver(observer);
        for (MqClientCustomizer each : clientCustomizers) {
            settings = each.customize(settings);
        }
        return settings;
    }
}
