package io.mqspring.producer;

import static io.mqspring.scripted.ScriptedRemoting.done;
import static io.mqspring.scripted.ScriptedRemoting.stored;
import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.message.HostAddress;
import io.mqspring.message.Message;
import io.mqspring.message.MessageProperties;
import io.mqspring.message.UniqueIds;
import io.mqspring.observe.ClientObserver;
import io.mqspring.protocol.RouteResponse;
import io.mqspring.protocol.SendBatchMessageRequest;
import io.mqspring.protocol.SendMessageRequest;
import io.mqspring.protocol.SendMessageResponse;
import io.mqspring.route.RouteTable;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.scripted.ManualBackend;
import io.mqspring.scripted.ScriptedRemoting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A producer in virtual time, with brokers whose answers a test writes. */
final class ProducerFixture {

    static final byte[] BODY = {1};

    /** A broker's answer to a send. */
    @FunctionalInterface
    interface Answer {
        CompletableFuture<SendMessageResponse> to(String broker, SendMessageRequest request);
    }

    final ManualBackend backend = new ManualBackend();
    final SerialExecutor loop = backend.eventLoop("client");
    final ScriptedRemoting remoting = new ScriptedRemoting();
    final Map<String, RouteResponse> served = new HashMap<>();
    final List<List<String>> introductions = new ArrayList<>();
    final RouteTable routes =
            new RouteTable(remoting, List.of("ns:9876"), loop, Duration.ofSeconds(30), backend.newRandom());
    final DefaultProducer producer;
    private final ProducerSettings settings;

    ProducerFixture() {
        this(ProducerSettings.defaults());
    }

    ProducerFixture(ProducerSettings settings) {
        this.settings = settings;
        remoting.routes(served);
        producer = new DefaultProducer(
                remoting,
                routes,
                List.of("ns:9876"),
                backend,
                loop,
                settings,
                new UniqueIds(HostAddress.LOCAL, 1, 2, 3_000),
                ClientObserver.NONE,
                BrokerVersions.CURRENT,
                new ClientPresence() {
                    @Override
                    public String clientId() {
                        return "me";
                    }

                    @Override
                    public CompletableFuture<Void> introduce(java.util.Collection<String> addresses) {
                        introductions.add(List.copyOf(addresses));
                        return CompletableFuture.completedFuture(null);
                    }
                });
        answer((broker, request) -> done(stored(request.queueId(), 7)));
    }

    Duration sendTimeout() {
        return settings.sendTimeout();
    }

    /** Serves a topic, and has the client know its route. */
    void topic(String topic, int queues, String... brokers) {
        served.put(topic, ScriptedRemoting.route(queues, brokers));
        CompletableFuture<?> found = routes.refresh(topic);
        backend.settle();
        assertThat(found).isCompleted();
    }

    /** How brokers, by name, answer sends; a list of messages is answered as its first one. */
    void answer(Answer answer) {
        remoting.on(SendMessageRequest.class, (address, request) -> answer.to(broker(address), request));
        remoting.on(
                SendBatchMessageRequest.class,
                (address, request) -> answer.to(
                        broker(address),
                        new SendMessageRequest(
                                request.producerGroup(),
                                request.topic(),
                                request.defaultTopic(),
                                request.defaultTopicQueueNums(),
                                request.queueId(),
                                request.sysFlag(),
                                request.bornTimestamp(),
                                request.flag(),
                                request.properties(),
                                0,
                                -1,
                                request.body())));
    }

    /** {@code broker:queue} of each send so far. */
    List<String> went() {
        return remoting.exchanges(SendMessageRequest.class).stream()
                .map(exchange -> broker(exchange.address()) + ":" + ((SendMessageRequest) exchange.request()).queueId())
                .toList();
    }

    /** A property of each send so far. */
    List<String> sent(String property) {
        return remoting.exchanges(SendMessageRequest.class).stream()
                .map(exchange -> MessageProperties.decode(((SendMessageRequest) exchange.request()).properties())
                        .getOrDefault(property, ""))
                .toList();
    }

    static Message message(String topic) {
        return Message.to(topic).body(BODY).build();
    }

    static Message ordered(String topic, String shardingKey, String key) {
        return Message.to(topic).orderedBy(shardingKey).key(key).body(BODY).build();
    }

    static SendException failureOf(CompletableFuture<?> future) {
        assertThat(future).isDone();
        Throwable failure = future.handle(
                        (result, thrown) -> thrown == null ? new AssertionError("sent: " + result) : thrown)
                .join();
        assertThat(failure).isInstanceOf(SendException.class);
        return (SendException) failure;
    }

    private static String broker(String address) {
        return address.substring(0, address.indexOf(':'));
    }
}
