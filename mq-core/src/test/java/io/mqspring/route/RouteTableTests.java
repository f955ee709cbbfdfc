package io.mqspring.route;

import static io.mqspring.scripted.ScriptedRemoting.done;
import static io.mqspring.scripted.ScriptedRemoting.failed;
import static io.mqspring.scripted.ScriptedRemoting.refused;
import static io.mqspring.scripted.ScriptedRemoting.route;
import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.message.MessageQueue;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.GetRouteRequest;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.RouteResponse;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.scripted.ManualBackend;
import io.mqspring.scripted.ScriptedRemoting;
import io.mqspring.transport.RemotingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RouteTableTests {

    private final ManualBackend backend = new ManualBackend();
    private final SerialExecutor loop = backend.eventLoop("client");
    private final ScriptedRemoting remoting = new ScriptedRemoting();
    private final Map<String, RouteResponse> served = new HashMap<>();
    private final RouteTable table = tableOf("ns:9876");

    private RouteTable tableOf(String... nameServers) {
        remoting.routes(served);
        return new RouteTable(remoting, List.of(nameServers), loop, Duration.ofSeconds(30), backend.newRandom());
    }

    @Test
    void S2_queue_metadata_comes_from_the_name_server_sorted_and_split_by_permission() {
        served.put(
                "orders",
                new RouteResponse(
                        List.of(
                                new RouteResponse.Queues("b", 2, 1, 6, 0),
                                new RouteResponse.Queues("a", 1, 1, 6, 0),
                                new RouteResponse.Queues("read-only", 1, 1, 4, 0),
                                new RouteResponse.Queues("headless", 1, 1, 6, 0)),
                        List.of(
                                new RouteResponse.Broker("c", "b", Map.of(0L, "b:1")),
                                new RouteResponse.Broker("c", "a", Map.of(0L, "a:1", 1L, "a:2")),
                                new RouteResponse.Broker("c", "read-only", Map.of(0L, "r:1")),
                                new RouteResponse.Broker("c", "headless", Map.of(1L, "h:2"))),
                        null));

        TopicRoute route = settled(table.find("orders"));

        assertThat(route.readable())
                .containsExactly(
                        queue("a", 0), queue("b", 0), queue("b", 1), queue("headless", 0), queue("read-only", 0));
        assertThat(route.writable()).containsExactly(queue("a", 0), queue("b", 0));
        assertThat(table.masterAddresses()).containsExactlyInAnyOrder("a:1", "b:1", "r:1");
        assertThat(table.readAddress("a", 1)).contains("a:2");
        assertThat(table.readAddress("a", 7)).contains("a:1");
        assertThat(table.readAddress("headless", 0)).contains("h:2");
        assertThat(table.masterAddress("headless")).isEmpty();
    }

    @Test
    void callersWhoAskAtOnceShareOneQuestion() {
        CompletableFuture<RouteResponse> answer = new CompletableFuture<>();
        remoting.on(GetRouteRequest.class, (address, request) -> answer);
        CompletableFuture<TopicRoute> one = table.find("orders");
        CompletableFuture<TopicRoute> two = table.find("orders");
        backend.settle();

        answer.complete(route(4, "a"));
        backend.settle();

        assertThat(one.join()).isEqualTo(two.join());
        assertThat(remoting.exchanges()).hasSize(1);
        assertThat(table.find("orders")).isCompleted();
        assertThat(remoting.exchanges()).hasSize(1);
    }

    @Test
    void anotherNameServerIsAskedWhenOneDoesNotAnswerAndIsKept() {
        RouteTable two = tableOf("dead:1", "alive:1");
        remoting.on(
                GetRouteRequest.class,
                (address, request) -> address.equals("dead:1")
                        ? failed(RemotingException.Kind.CONNECT_FAILED, "refused")
                        : done(route(4, "a")));

        settled(two.find("one"));
        settled(two.find("two"));
        settled(two.find("three"));

        assertThat(remoting.exchanges().stream().filter(e -> e.address().equals("dead:1")))
                .hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void theErrorNamesAllNameServersThatWereTriedAndTheProperty() {
        RouteTable two = tableOf("ns-1:9876", "ns-2:9876");
        remoting.on(
                GetRouteRequest.class, (address, request) -> failed(RemotingException.Kind.CONNECT_FAILED, "refused"));
        CompletableFuture<TopicRoute> found = two.find("orders");
        backend.settle();

        assertThat(found)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(RemotingException.class)
                .withMessageContainingAll("ns-1:9876", "ns-2:9876", "refused", "mq.name-server");
    }

    @Test
    void anUnknownTopicIsARefusalAndNoOtherNameServerIsAsked() {
        RouteTable two = tableOf("ns-1:9876", "ns-2:9876");
        CompletableFuture<TopicRoute> found = two.find("nowhere");
        backend.settle();

        assertThat(found)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(CommandFailedException.class, e -> assertThat(e.code())
                        .isEqualTo(ResponseCode.TOPIC_NOT_EXIST));
        assertThat(remoting.exchanges()).hasSize(1);
    }

    @Test
    void aWatchedTopicThatAppearsIsFoundSoonAndThenRefreshedRarely() {
        List<TopicRoute> changes = new ArrayList<>();
        table.onChange(changes::add);
        table.watch("orders");
        table.watch("orders");
        backend.advance(Duration.ofMillis(900));
        assertThat(remoting.exchanges()).hasSize(1);

        served.put("orders", route(4, "a"));
        backend.advance(Duration.ofMillis(200));
        assertThat(changes).hasSize(1);
        assertThat(table.known("orders")).isPresent();

        int asked = remoting.exchanges().size();
        backend.advance(Duration.ofMinutes(5));
        assertThat(remoting.exchanges()).hasSize(asked + 10);
        assertThat(changes).hasSize(1);

        served.put("orders", route(8, "a"));
        backend.advance(Duration.ofSeconds(31));
        assertThat(changes).hasSize(2);
        assertThat(changes.get(1).readable()).hasSize(8);
    }

    @Test
    void aTopicThatNeverAppearsIsAskedForMoreAndMoreRarely() {
        table.watch("nowhere");
        backend.advance(Duration.ofMinutes(10));
        assertThat(remoting.exchanges()).hasSizeBetween(20, 35);
    }

    @Test
    void aKnownRouteOutlivesItsNameServers() {
        served.put("orders", route(4, "a"));
        table.watch("orders");
        backend.settle();
        remoting.on(GetRouteRequest.class, (address, request) -> refused(ResponseCode.TOPIC_NOT_EXIST, "restarted"));
        backend.advance(Duration.ofMinutes(2));

        assertThat(table.known("orders")).isPresent();
        assertThat(table.masterAddresses()).isEqualTo(Set.of("a:10911"));
    }

    @Test
    void aTopicToBeCreatedIsSentToByTheTemplatesRouteUntilItsOwnIsThere() {
        served.put("TBW102", route(8, "a", "b"));
        TopicRoute imagined = settled(table.findForSend("fresh"));
        assertThat(imagined.writable()).hasSize(8).allSatisfy(queue -> {
            assertThat(queue.topic()).isEqualTo("fresh");
            assertThat(queue.queueId()).isLessThan(4);
        });
        assertThat(table.known("fresh")).isEmpty();
        assertThat(table.knownForSend("fresh")).contains(imagined);

        served.put("fresh", route(4, "b"));
        backend.advance(Duration.ofSeconds(2));
        assertThat(table.knownForSend("fresh").orElseThrow().writable())
                .extracting(MessageQueue::brokerName)
                .containsOnly("b");
    }

    @Test
    void anOrderedTopicsConfigurationIsItsListOfQueues() {
        served.put(
                "orders",
                new RouteResponse(
                        List.of(new RouteResponse.Queues("a", 4, 4, 4, 0)),
                        List.of(new RouteResponse.Broker("c", "a", Map.of(0L, "a:1"))),
                        "a:2;gone:3"));
        assertThat(settled(table.find("orders")).writable())
                .extracting(MessageQueue::queueId)
                .containsExactly(0, 1);
    }

    @Test
    void closingFailsOpenQuestionsAndEndsWatching() {
        remoting.on(GetRouteRequest.class, (address, request) -> new CompletableFuture<RouteResponse>());
        CompletableFuture<TopicRoute> open = table.find("orders");
        table.watch("orders");
        backend.settle();
        table.close();
        backend.settle();

        assertThat(open).isCompletedExceptionally();
        int asked = remoting.exchanges().size();
        backend.advance(Duration.ofMinutes(5));
        assertThat(remoting.exchanges()).hasSize(asked);
    }

    private <T> T settled(CompletableFuture<T> future) {
        backend.settle();
        assertThat(future).isDone();
        return future.join();
    }

    private static MessageQueue queue(String broker, int id) {
        return new MessageQueue("orders", broker, id);
    }
}
