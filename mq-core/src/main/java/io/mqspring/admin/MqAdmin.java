package io.mqspring.admin;

import io.mqspring.message.TopicNames;
import io.mqspring.protocol.CreateTopicRequest;
import io.mqspring.protocol.GetSubscriptionGroupsRequest;
import io.mqspring.protocol.GetTopicListRequest;
import io.mqspring.protocol.RouteResponse;
import io.mqspring.protocol.SubscriptionGroup;
import io.mqspring.protocol.TopicListResponse;
import io.mqspring.route.NameServers;
import io.mqspring.route.RouteTable;
import io.mqspring.runtime.ExecutionBackend;
import io.mqspring.transport.AnswerWait;
import io.mqspring.transport.RemotingClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * Asks a cluster about its topics and groups. Thread safe. Every method waits, a bounded time, in its caller's thread and
 * fails on an event loop; a broker or member that does not answer costs the values that it alone knows.
 */
public final class MqAdmin {

    private static final Set<String> SYSTEM_GROUPS = Set.of(
            "DEFAULT_CONSUMER",
            "DEFAULT_PRODUCER",
            "TOOLS_CONSUMER",
            "SCHEDULE_CONSUMER",
            "FILTERSRV_CONSUMER",
            "__MONITOR_CONSUMER",
            "CLIENT_INNER_PRODUCER",
            "SELF_TEST_P_GROUP",
            "SELF_TEST_C_GROUP",
            "CID_ONS-HTTP-PROXY",
            "CID_ONSAPI_PERMISSION",
            "CID_ONSAPI_OWNER",
            "CID_ONSAPI_PULL");
    private static final String SYSTEM_GROUP_PREFIX = "CID_RMQ_SYS_";
    /** Groups asked about at once, so that a large cluster is not flooded. */
    private static final int GROUPS_AT_ONCE = 16;

    private final BrokerQueries brokers;
    private final GroupInquiry inquiry;
    private final RouteTable routes;
    private final ExecutionBackend backend;

    /**
     * @param timeout of each question; an operation is a few of them, one after the other
     */
    public MqAdmin(
            RemotingClient remoting,
            NameServers nameServers,
            RouteTable routes,
            ExecutionBackend backend,
            Duration timeout) {
        this.brokers = new BrokerQueries(remoting, nameServers, routes, timeout);
        this.inquiry = new GroupInquiry(brokers, backend.time());
        this.routes = routes;
        this.backend = backend;
    }

    /** All consumer groups that brokers know, sorted by name; system groups left out. */
    public List<GroupSummary> groups() {
        return await("groups", brokers.masters().thenCompose(masters -> groupNames(masters)
                .thenCompose(names -> summaries(names, masters, 0, new ArrayList<>()))));
    }

    /**
     * All about a group.
     *
     * @return empty when every broker says that it does not know the group
     */
    public Optional<GroupDescription> describe(String group) {
        TopicNames.checkGroup(group);
        return await("describe", brokers.masters().thenCompose(masters -> inquiry.inquire(group, masters, true)
                .thenCombine(
                        groupNames(masters),
                        (facts, names) -> exists(facts, names)
                                ? Optional.of(GroupAssembly.describe(facts))
                                : Optional.<GroupDescription>empty())));
    }

    /** All topics that a name server knows, sorted, those of the system included. */
    public List<String> topics() {
        return await(
                        "topics",
                        brokers.nameServers().ask(new GetTopicListRequest()).thenApply(TopicListResponse::topics))
                .stream()
                .sorted()
                .toList();
    }

    /**
     * Creates a topic on every broker, or changes its number of queues.
     *
     * @param queues on each broker
     */
    public void createTopic(String topic, int queues) {
        TopicNames.checkTopic(topic);
        if (queues < 1) {
            throw new IllegalArgumentException("a topic needs at least one queue, but is to have " + queues);
        }
        int perm = RouteResponse.PERM_READ | RouteResponse.PERM_WRITE;
        CreateTopicRequest request = new CreateTopicRequest(topic, queues, queues, perm, false);
        await(
                "createTopic",
                brokers.masters()
                        .thenCompose(masters -> BrokerQueries.gather(masters.stream()
                                .map(address -> brokers.askOrFail(address, request))
                                .toList())));
        routes.refresh(topic);
    }

    private CompletableFuture<Set<String>> groupNames(List<String> masters) {
        return brokers.askAll(masters, new GetSubscriptionGroupsRequest()).thenApply(answers -> {
            Set<String> names = new TreeSet<>();
            answers.forEach(told -> told.answer().ifPresent(groups -> groups.groups().stream()
                    .map(SubscriptionGroup::name)
                    .filter(name -> !isSystemGroup(name))
                    .forEach(names::add)));
            return names;
        });
    }

    private CompletableFuture<List<GroupSummary>> summaries(
            Set<String> names, List<String> masters, int from, List<GroupSummary> done) {
        List<String> next = names.stream().skip(from).limit(GROUPS_AT_ONCE).toList();
        if (next.isEmpty()) {
            return CompletableFuture.completedFuture(done);
        }
        return BrokerQueries.gather(next.stream()
                        .map(group -> inquiry.inquire(group, masters, false))
                        .toList())
                .thenCompose(facts -> {
                    facts.forEach(one -> done.add(GroupAssembly.describe(one).summary()));
                    return summaries(names, masters, from + next.size(), done);
                });
    }

    private static boolean exists(GroupFacts facts, Set<String> names) {
        return facts.exists || names.contains(facts.group) || !facts.membersKnown;
    }

    private static boolean isSystemGroup(String name) {
        return name.startsWith(SYSTEM_GROUP_PREFIX) || SYSTEM_GROUPS.contains(name);
    }

    private <T> T await(String what, CompletableFuture<T> answer) {
        return AnswerWait.await(backend, what, answer, brokers.timeout().multipliedBy(6));
    }
}
