package io.mqspring.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One process of our broker, and official clients that visit it: started when first needed, shared by all test classes of a
 * run, ended with it. A test class gets it by its constructor. One thread at a time.
 */
final class Tour implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path work = Official.work("tour");
    private final Broker broker = OurBroker.start(TourBroker.class, work.resolve("data"), work, 0);
    private final Map<TourClient, OfficialClient> clients = new EnumMap<>(TourClient.class);
    private final AtomicInteger names = new AtomicInteger();

    /** The tour as a constructor's parameter. */
    static final class Shared implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Tour.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.create(Tour.class))
                    .computeIfAbsent(Tour.class);
        }
    }

    /** The client, talking to the broker by 127.0.0.1. */
    OfficialClient client(TourClient which) {
        return clients.computeIfAbsent(which, name -> {
            OfficialClient client = OfficialClient.start(name.version(), work.resolve(name.name()), name.options());
            client.run("use", broker.nameServer());
            return client;
        });
    }

    /** Where the broker is, by another address of this machine. */
    String brokerAt(String address) {
        return broker.nameServer().replace("127.0.0.1", address);
    }

    /** A name that nobody has used. */
    String fresh(String what) {
        return what + "-" + names.incrementAndGet();
    }

    /** Sends messages {@code m0}, {@code m1} and so on, and checks that they were stored. */
    static List<String> produce(OfficialClient client, String way, String topic, int count, String... options) {
        return produceAs(client, way, topic, count, "m", options);
    }

    /** The same with another prefix. */
    static List<String> produceAs(
            OfficialClient client, String way, String topic, int count, String prefix, String... options) {
        List<String> words = new ArrayList<>(List.of("produce", way, topic, Integer.toString(count), prefix));
        words.addAll(List.of(options));
        List<String> results = client.run(words.toArray(new String[0]));
        assertThat(results).allSatisfy(line -> assertThat(line).startsWith("SEND_OK\t"));
        return results;
    }

    /** Starts a push consumer in a group of its name. */
    static void listen(OfficialClient client, String name, String topic, String... options) {
        List<String> words = new ArrayList<>(List.of("listen", name, "topic=" + topic));
        words.addAll(List.of(options));
        if (words.stream().noneMatch(word -> word.startsWith("group="))) {
            words.add("group=" + name);
        }
        client.run(words.toArray(new String[0]));
    }

    /** Waits until a topic has so many messages, and returns them in the order of the queues. */
    List<StoredMessage> stored(OfficialClient client, String topic, int count) {
        List<StoredMessage> found = new ArrayList<>();
        Awaitility.await(count + " messages in " + topic).atMost(LIMIT).untilAsserted(() -> {
            found.clear();
            found.addAll(client.dump(topic));
            assertThat(found).hasSizeGreaterThanOrEqualTo(count);
        });
        return found;
    }

    /** Waits until a consumer has heard so many messages, and returns what it has. */
    List<StoredMessage> heard(OfficialClient client, String consumer, int count) {
        List<StoredMessage> heard = new ArrayList<>();
        Awaitility.await(count + " messages at " + consumer)
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> {
                    heard.clear();
                    client.run("heard", consumer).forEach(line -> heard.add(StoredMessage.parse(line)));
                    assertThat(heard).hasSizeGreaterThanOrEqualTo(count);
                });
        return heard;
    }

    /** The bodies. */
    static List<String> bodies(List<StoredMessage> messages) {
        return messages.stream().map(StoredMessage::body).toList();
    }

    /** The prefix with each number. */
    static List<String> numbered(String prefix, int from, int to) {
        List<String> bodies = new ArrayList<>();
        for (int i = from; i < to; i++) {
            bodies.add(prefix + i);
        }
        return bodies;
    }

    @Override
    public void close() {
        clients.values().forEach(OfficialClient::close);
        broker.close();
    }
}
