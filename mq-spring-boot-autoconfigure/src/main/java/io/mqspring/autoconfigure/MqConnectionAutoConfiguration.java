package io.mqspring.autoconfigure;

import io.mqspring.runtime.ExecutionBackend;
import io.mqspring.runtime.FaultHandler;
import io.mqspring.runtime.WorkerPool;
import io.mqspring.transport.netty.NettyExecutionBackend;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnThreading;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/** What client and embedded broker both rest on: where the cluster is, if there is one, and the threads. */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "mq.enabled", matchIfMissing = true)
@EnableConfigurationProperties(MqProperties.class)
public final class MqConnectionAutoConfiguration {

    MqConnectionAutoConfiguration() {}

    @Bean
    @Conditional(NameServerCondition.class)
    @ConditionalOnMissingBean(MqConnectionDetails.class)
    PropertiesMqConnectionDetails mqConnectionDetails(MqProperties properties) {
        return new PropertiesMqConnectionDetails(properties);
    }

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean(ExecutionBackend.class)
    @ConditionalOnThreading(Threading.PLATFORM)
    NettyExecutionBackend mqExecutionBackend() {
        return NettyExecutionBackend.create();
    }

    /**
     * Listeners on virtual threads. Not limited in number: the client bounds what runs at once, and its event loops must
     * never wait for a free thread.
     */
    @Bean(name = "mqExecutionBackend", destroyMethod = "close")
    @ConditionalOnMissingBean(ExecutionBackend.class)
    @ConditionalOnThreading(Threading.VIRTUAL)
    NettyExecutionBackend mqExecutionBackendVirtualThreads() {
        SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("mq-worker-");
        executor.setVirtualThreads(true);
        return NettyExecutionBackend.create(FaultHandler.logging(), WorkerPool.of(executor));
    }
}
