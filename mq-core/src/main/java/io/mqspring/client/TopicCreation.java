package io.mqspring.client;

import io.mqspring.message.MessageQueue;
import io.mqspring.message.TopicNames;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.CreateTopicRequest;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.RouteResponse;
import io.mqspring.route.RouteTable;
import io.mqspring.route.TopicRoute;
import io.mqspring.transport.RemotingClient;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the topics of a listener on the embedded broker, so that the first message to them finds the listener waiting. A
 * topic that exists is left as it is. Thread safe.
 */
final class TopicCreation {

    private static final Logger log = LoggerFactory.getLogger(TopicCreation.class);
    private static final int QUEUES = 4;

    private final RemotingClient remoting;
    private final RouteTable routes;
    private final String broker;
    private final Duration timeout;

    /**
     * @param broker the embedded broker's address
     */
    TopicCreation(RemotingClient remoting, RouteTable routes, String broker, Duration timeout) {
        this.remoting = remoting;
        this.routes = routes;
        this.broker = broker;
        this.timeout = timeout;
    }

    /** Completes when all topics exist or it is clear that they cannot be made; never exceptionally. */
    CompletableFuture<Void> ensure(Collection<String> topics) {
        return CompletableFuture.allOf(topics.stream().map(this::ensure).toArray(CompletableFuture<?>[]::new));
    }

    private CompletableFuture<Void> ensure(String topic) {
        return routes.refresh(topic)
                .handle((route, failure) -> isUnknownTopic(failure)
                        ? queues(topic).thenCompose(queues -> create(topic, queues))
                        : CompletableFuture.<Void>completedFuture(null))
                .thenCompose(created -> created)
                .exceptionally(failure -> {
                    log.warn(
                            "Topic {} could not be created on the embedded broker ({}): it is listened to once it exists",
                            topic,
                            String.valueOf(failure.getMessage()));
                    return null;
                });
    }

    private CompletableFuture<Void> create(String topic, int queues) {
        int perm = RouteResponse.PERM_READ | RouteResponse.PERM_WRITE;
        return remoting.exchange(broker, new CreateTopicRequest(topic, queues, queues, perm, false), timeout)
                .thenCompose(done -> routes.refresh(topic))
                .thenAccept(route -> log.debug(
                        "Created topic {} with {} queues on the embedded broker",
                        topic,
                        route.readable().size()));
    }

    /** As many as the first message would make: one for retries and dead letters. */
    private CompletableFuture<Integer> queues(String topic) {
        if (TopicNames.isRetryTopic(topic) || TopicNames.isDeadLetterTopic(topic)) {
            return CompletableFuture.completedFuture(1);
        }
        return routes.find(TopicNames.AUTO_CREATE_TOPIC)
                .handle((template, failure) ->
                        template == null ? QUEUES : Math.max(1, Math.min(QUEUES, queuesOf(template))));
    }

    private static int queuesOf(TopicRoute template) {
        return 1
                + template.readable().stream()
                        .mapToInt(MessageQueue::queueId)
                        .max()
                        .orElse(0);
    }

    private static boolean isUnknownTopic(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof CommandFailedException refused && refused.code() == ResponseCode.TOPIC_NOT_EXIST;
    }
}
