package io.mqspring.consumer.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.consumer.offset.BrokerLink;
import io.mqspring.protocol.ConsumerConnectionsResponse;
import io.mqspring.protocol.ConsumerRunningInfoResponse;
import io.mqspring.protocol.GetConsumerConnectionsRequest;
import io.mqspring.protocol.GetConsumerRunningInfoRequest;
import io.mqspring.protocol.HeartbeatRequest;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.SubscriptionEntry;
import io.mqspring.route.RouteTable;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.scripted.ManualBackend;
import io.mqspring.scripted.ScriptedRemoting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SubscriptionCheckTests {

    private final ManualBackend backend = new ManualBackend();
    private final SerialExecutor loop = backend.eventLoop("client");
    private final ScriptedRemoting remoting = new ScriptedRemoting();
    private final RouteTable routes =
            new RouteTable(remoting, List.of("ns:9876"), loop, Duration.ofSeconds(30), backend.newRandom());
    private final Map<String, ConsumerRunningInfoResponse> others = new TreeMap<>();
    private final List<String> warnings = new ArrayList<>();
    private HeartbeatRequest.Consumer mine = consumer("CLUSTERING", entry("orders", "paid || refunded"));
    private final SubscriptionCheck check = new SubscriptionCheck(
            "billing",
            "me",
            () -> mine,
            false,
            new BrokerLink(remoting, routes, loop, Duration.ofSeconds(3)),
            routes,
            warnings::add);

    @BeforeEach
    void scriptABroker() {
        remoting.routes(Map.of("orders", ScriptedRemoting.route(4, "b")))
                .on(
                        GetConsumerConnectionsRequest.class,
                        (address, request) -> others.isEmpty()
                                ? ScriptedRemoting.refused(ResponseCode.CONSUMER_NOT_ONLINE, "nobody")
                                : ScriptedRemoting.done(connections()))
                .on(GetConsumerRunningInfoRequest.class, (address, request) -> {
                    ConsumerRunningInfoResponse info = others.get(request.clientId());
                    return info == null || info.properties().containsKey("silent")
                            ? ScriptedRemoting.refused(ResponseCode.SYSTEM_ERROR, "not allowed")
                            : ScriptedRemoting.done(info);
                });
        loop.execute(() -> routes.find("orders"));
        backend.settle();
    }

    /** As the last heartbeat of somebody else has left it. */
    private ConsumerConnectionsResponse connections() {
        Map<String, SubscriptionEntry> table = new HashMap<>();
        others.values().forEach(info -> info.subscriptions().forEach(entry -> table.put(entry.topic(), entry)));
        return new ConsumerConnectionsResponse(
                others.keySet().stream()
                        .map(id -> new ConsumerConnectionsResponse.Connection(id, "h:1", "JAVA", 513))
                        .toList(),
                table,
                "CONSUME_PASSIVELY",
                "CLUSTERING",
                "CONSUME_FROM_LAST_OFFSET");
    }

    private void other(String id, boolean ordered, SubscriptionEntry... entries) {
        List<SubscriptionEntry> all = new ArrayList<>(List.of(entries));
        all.add(entry("%RETRY%billing", "*"));
        others.put(
                id,
                new ConsumerRunningInfoResponse(
                        Map.of("PROP_CONSUMEORDERLY", Boolean.toString(ordered)), all, Map.of()));
    }

    private void silent(String id, SubscriptionEntry... entries) {
        others.put(id, new ConsumerRunningInfoResponse(Map.of("silent", "true"), List.of(entries), Map.of()));
    }

    private static SubscriptionEntry entry(String topic, String expression) {
        Set<String> tags = new LinkedHashSet<>();
        for (String tag : expression.equals("*") ? new String[0] : expression.split("\\|\\|")) {
            tags.add(tag.trim());
        }
        return new SubscriptionEntry(topic, expression, tags, 1, "TAG");
    }

    private static HeartbeatRequest.Consumer consumer(String model, SubscriptionEntry... entries) {
        return new HeartbeatRequest.Consumer(
                "billing", "CONSUME_PASSIVELY", model, "CONSUME_FROM_LAST_OFFSET", List.of(entries));
    }

    private Optional<String> beforeJoining() {
        CompletableFuture<Optional<String>> answer = new CompletableFuture<>();
        loop.execute(() -> check.beforeJoining().thenAccept(answer::complete));
        backend.settle();
        return answer.join();
    }

    private void members(String... ids) {
        loop.execute(() -> check.members(List.of(ids)));
        backend.settle();
    }

    @Test
    void a_group_without_members_costs_one_question() {
        assertThat(beforeJoining()).isEmpty();
        assertThat(remoting.exchanges(GetConsumerConnectionsRequest.class)).hasSize(1);
        assertThat(remoting.exchanges(GetConsumerRunningInfoRequest.class)).isEmpty();
    }

    @Test
    void members_that_mean_the_same_agree_however_they_write_it() {
        other("official", false, entry("orders", "refunded||paid"));
        assertThat(beforeJoining()).isEmpty();
        members("me", "official");
        assertThat(warnings).isEmpty();
    }

    @Test
    void a_difference_in_expression_topic_or_order_names_both_sides() {
        other("a", false, entry("orders", "*"));
        other("b", false, entry("orders", "paid || refunded"), entry("stock", "x"));
        other("c", true, entry("orders", "paid || refunded"));
        other("d", false, entry("orders", "paid || refunded"));

        assertThat(beforeJoining().orElseThrow())
                .contains("group billing")
                .contains("me (this one) consumes orders [paid || refunded]")
                .contains("a consumes orders [*]")
                .contains("b consumes orders [paid || refunded], stock [x]")
                .contains("c consumes orders [paid || refunded] (with locks on queues)")
                .doesNotContain("d consumes");
    }

    @Test
    void a_difference_in_model_is_one() {
        other("a", false, entry("orders", "paid || refunded"));
        mine = consumer("BROADCASTING", entry("orders", "paid || refunded"));
        assertThat(beforeJoining().orElseThrow())
                .contains("me (this one) consumes orders [paid || refunded] (BROADCASTING)")
                .contains("a consumes orders [paid || refunded] (CLUSTERING)");
    }

    @Test
    void members_that_do_not_tell_are_judged_by_what_the_broker_has() {
        silent("a", entry("orders", "x"));
        assertThat(beforeJoining().orElseThrow()).contains("a consumes orders [x]");
    }

    @Test
    void who_was_there_warns_of_a_newcomer_once_and_asks_nobody_twice() {
        other("a", false, entry("orders", "paid || refunded"));
        members("a", "me");
        other("b", false, entry("orders", "*"));
        members("a", "b", "me");
        members("a", "b", "me");
        assertThat(warnings).singleElement().asString().contains("b consumes orders [*]");
        assertThat(remoting.exchanges(GetConsumerRunningInfoRequest.class)).hasSize(2);
    }

    @Test
    void a_member_that_subscribes_anew_is_found_when_the_group_is_looked_at_again() {
        other("a", false, entry("orders", "paid || refunded"));
        members("a", "me");
        other("a", false, entry("orders", "x"));
        loop.execute(check::lookAgain);
        loop.execute(check::lookAgain);
        backend.settle();
        assertThat(warnings).singleElement().asString().contains("a consumes orders [x]");
    }

    @Test
    void a_member_alone_is_not_looked_at_again() {
        members("me");
        loop.execute(check::lookAgain);
        backend.settle();
        assertThat(remoting.exchanges(GetConsumerConnectionsRequest.class)).isEmpty();
    }

    @Test
    void brokers_that_cannot_be_asked_prove_nothing() {
        remoting.on(
                GetConsumerConnectionsRequest.class,
                (address, request) -> ScriptedRemoting.refused(ResponseCode.SYSTEM_ERROR, "down"));
        assertThat(beforeJoining()).isEmpty();
    }
}
