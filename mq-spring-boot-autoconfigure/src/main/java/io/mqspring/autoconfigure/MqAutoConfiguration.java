package io.mqspring.autoconfigure;

import io.mqspring.client.MqClient;
import io.mqspring.observe.ClientObserver;
import io.mqspring.producer.Producer;
import io.mqspring.runtime.ExecutionBackend;
import io.mqspring.security.ClientSecurity;
import io.mqspring.spring.annotation.TransactionListenerBeans;
import io.mqspring.spring.core.MqOperations;
import io.mqspring.spring.core.MqTemplate;
import io.mqspring.spring.core.MqTransactions;
import io.mqspring.spring.listener.ListeningLog;
import io.mqspring.spring.support.JsonMqMessageConverter;
import io.mqspring.spring.support.MqMessageConverter;
import io.mqspring.transport.BrokerEndpoint;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import tools.jackson.databind.json.JsonMapper;

/**
 * The client, to a cluster or to the embedded broker, and the template. Listeners are in
 * {@link MqListenerConfiguration}.
 */
@AutoConfiguration(
        after = MqConnectionAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
            "org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration"
        })
@ConditionalOnBooleanProperty(name = "mq.enabled", matchIfMissing = true)
@Import(MqListenerConfiguration.class)
public final class MqAutoConfiguration {

    MqAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    MqPropertiesMapper mqPropertiesMapper(MqProperties properties, Environment environment) {
        return new MqPropertiesMapper(properties, environment);
    }

    @Bean
    @ConditionalOnMissingBean
    ListeningLog mqListeningLog() {
        return new ListeningLog();
    }

    @Bean
    OffsetsDirectory mqOffsetsDirectory(MqProperties properties, ObjectProvider<MqConnectionDetails> cluster) {
        return OffsetsDirectory.of(properties, cluster.getIfAvailable() == null);
    }

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    MqClient mqClient(
            MqPropertiesMapper mapper,
            OffsetsDirectory offsets,
            ExecutionBackend backend,
            ObjectProvider<MqConnectionDetails> connectionDetails,
            ObjectProvider<BrokerEndpoint> embeddedBroker,
            ObjectProvider<SslBundles> sslBundles,
            ObjectProvider<ClientObserver> observers,
            ObjectProvider<MqClientCustomizer> clientCustomizers,
            ObjectProvider<MqProducerCustomizer> producerCustomizers) {
        ClientAssembly assembly = new ClientAssembly(
                clientCustomizers.orderedStream().toList(),
                producerCustomizers.orderedStream().toList(),
                new ClientObservers(observers.orderedStream().toList()));
        MqConnectionDetails cluster = connectionDetails.getIfAvailable();
        ClientSecurity security = cluster == null ? ClientSecurity.NONE : mapper.security(sslBundles.getIfAvailable());
        return assembly.connect(
                mapper.client(Runtime.getRuntime().maxMemory())
                        .withSecurity(security)
                        .withLocalState(mapper.localState(offsets.path())),
                cluster,
                embeddedBroker.getIfAvailable(),
                backend);
    }

    @Bean
    @ConditionalOnMissingBean
    Producer mqProducer(MqClient client) {
        return client.producer();
    }

    @Bean
    @ConditionalOnMissingBean(MqMessageConverter.class)
    JsonMqMessageConverter mqMessageConverter(ObjectProvider<JsonMapper> mapper) {
        return new JsonMqMessageConverter(mapper.getIfAvailable(
                () -> JsonMapper.builder().findAndAddModules().build()));
    }

    @Bean
    @ConditionalOnMissingBean(MqOperations.class)
    MqTemplate mqTemplate(
            Producer producer, MqMessageConverter converter, ObjectProvider<MqTransactions> transactions) {
        MqTransactions joined = transactions.getIfAvailable();
        return joined == null ? new MqTemplate(producer, converter) : new MqTemplate(producer, converter, joined);
    }

    @Bean
    @ConditionalOnMissingBean
    MqTransactions mqTransactions(MqClient client, MqMessageConverter converter, TransactionListenerBeans listeners) {
        return new MqTransactions(client::transactionProducer, converter, listeners::byGroup);
    }

    @Bean
    @ConditionalOnMissingBean
    static TransactionListenerBeans mqTransactionListenerBeans(ConfigurableListableBeanFactory beanFactory) {
        return new TransactionListenerBeans(beanFactory);
    }
}
