package io.mqspring.broker;

import io.mqspring.filter.TagExpression;
import io.mqspring.message.MessageProperties;
import io.mqspring.message.MessageView;
import io.mqspring.message.TopicNames;
import io.mqspring.protocol.HeartbeatRequest;
import io.mqspring.protocol.PullMessageRequest;
import io.mqspring.protocol.PullMessageResponse;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.protocol.SendMessageRequest;
import io.mqspring.protocol.SendMessageResponse;
import io.mqspring.protocol.SubscriptionEntry;
import io.mqspring.transport.BrokerEndpoint;
import io.mqspring.transport.LocalConnection;
import io.mqspring.transport.RequestContext;
import io.mqspring.transport.RequestHandler;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Speaks to a broker request by request, as a test wants it. */
final class BrokerClient implements AutoCloseable, RequestHandler {

    /** What the broker asked or told this client. */
    final List<Request<?>> received = Collections.synchronizedList(new ArrayList<>());

    private final LocalConnection connection;

    BrokerClient(BrokerEndpoint broker) {
        this.connection = broker.connect(this);
    }

    @Override
    public <R extends Response> CompletableFuture<R> handle(RequestContext context, Request<R> request) {
        received.add(request);
        return new CompletableFuture<>();
    }

    <R extends Response> CompletableFuture<R> ask(Request<R> request) {
        return connection.exchange(request);
    }

    <R extends Response> R get(Request<R> request) {
        return get(ask(request));
    }

    static <R> R get(CompletableFuture<R> answer) {
        try {
            return answer.get(30, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
        } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    SendMessageResponse send(String topic, int queueId, String body, Map<String, String> properties) {
        return get(sendLater(topic, queueId, body, properties));
    }

    CompletableFuture<SendMessageResponse> sendLater(
            String topic, int queueId, String body, Map<String, String> properties) {
        return ask(message(topic, queueId, body, properties, 0, -1));
    }

    SendMessageResponse retry(
            String group, String body, Map<String, String> properties, int reconsumeTimes, int maxReconsumeTimes) {
        return get(message(TopicNames.retryTopic(group), 0, body, properties, reconsumeTimes, maxReconsumeTimes));
    }

    static SendMessageRequest message(
            String topic,
            int queueId,
            String body,
            Map<String, String> properties,
            int reconsumeTimes,
            int maxReconsumeTimes) {
        return new SendMessageRequest(
                "PG",
                topic,
                TopicNames.AUTO_CREATE_TOPIC,
                4,
                queueId,
                0,
                1,
                0,
                MessageProperties.encode(properties),
                reconsumeTimes,
                maxReconsumeTimes,
                ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
    }

    static PullMessageRequest pull(String group, String topic, int queueId, long offset, String tags, long suspend) {
        return new PullMessageRequest(
                group,
                topic,
                queueId,
                offset,
                32,
                PullMessageRequest.FLAG_SUBSCRIPTION | (suspend > 0 ? PullMessageRequest.FLAG_SUSPEND : 0),
                0,
                suspend,
                tags,
                0,
                "TAG",
                262144,
                false);
    }

    /** The bodies of what a pull finds at once. */
    List<String> bodies(String topic, int queueId, long offset) {
        return views(get(pull("reader", topic, queueId, offset, TagExpression.ALL_TAGS, 0))).stream()
                .map(BrokerClient::body)
                .toList();
    }

    List<MessageView> read(String topic, int queueId, long offset) {
        return views(get(pull("reader", topic, queueId, offset, TagExpression.ALL_TAGS, 0)));
    }

    static List<MessageView> views(PullMessageResponse response) {
        try (var batch = response.batch()) {
            return batch.toViews("embedded");
        }
    }

    static String body(MessageView view) {
        return new String(view.body(), StandardCharsets.UTF_8);
    }

    static HeartbeatRequest heartbeat(String clientId, String group, SubscriptionEntry... subscriptions) {
        return new HeartbeatRequest(
                clientId,
                List.of(),
                List.of(new HeartbeatRequest.Consumer(
                        group, "CONSUME_PASSIVELY", "CLUSTERING", "CONSUME_FROM_LAST_OFFSET", List.of(subscriptions))));
    }

    static SubscriptionEntry subscription(String topic, String tags, long version) {
        return new SubscriptionEntry(topic, tags, TagExpression.parse(tags).tags(), version, "TAG");
    }

    @Override
    public void close() {
        connection.close();
    }
}
