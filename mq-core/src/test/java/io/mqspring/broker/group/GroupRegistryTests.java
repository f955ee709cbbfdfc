package io.mqspring.broker.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.filter.TagExpression;
import io.mqspring.protocol.HeartbeatRequest;
import io.mqspring.protocol.NotifyConsumerIdsChangedRequest;
import io.mqspring.protocol.SubscriptionEntry;
import io.mqspring.scripted.ListeningPeer;
import io.mqspring.scripted.ManualBackend;
import io.mqspring.security.Principal;
import io.mqspring.transport.RequestContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class GroupRegistryTests {

    private final ManualBackend backend = new ManualBackend();
    private final List<String> retryTopics = new ArrayList<>();
    private final GroupRegistry registry = new GroupRegistry(
            backend.thread("broker"),
            backend.time(),
            Duration.ofSeconds(120),
            new GroupConfigs(1000, () -> {}),
            (group, queues) -> retryTopics.add(group + ":" + queues));

    private void beat(ListeningPeer client, String clientId, String model, SubscriptionEntry... subscriptions) {
        CompletableFuture<Void> done = registry.heartbeat(
                new RequestContext(client, 513, "JAVA", Principal.TRUSTED, false),
                new HeartbeatRequest(
                        clientId,
                        List.of(),
                        List.of(new HeartbeatRequest.Consumer(
                                "g", "CONSUME_PASSIVELY", model, "CONSUME_FROM_LAST_OFFSET", List.of(subscriptions)))));
        backend.settle();
        assertThat(done).isCompleted();
    }

    private static SubscriptionEntry entry(String topic, String tags, long version) {
        return new SubscriptionEntry(topic, tags, TagExpression.parse(tags).tags(), version, "TAG");
    }

    private List<String> members() {
        return registry.find("g").map(GroupView::members).orElse(List.of()).stream()
                .map(GroupMember::clientId)
                .toList();
    }

    @Test
    void tellsAllMembersWhenOneJoinsOrTheTopicsChangeAndOnlyThen() {
        ListeningPeer a = new ListeningPeer();
        ListeningPeer b = new ListeningPeer();
        beat(a, "a", "CLUSTERING", entry("t", "*", 1));
        beat(b, "b", "CLUSTERING", entry("t", "*", 1));
        assertThat(a.told()).hasSize(2).hasOnlyElementsOfType(NotifyConsumerIdsChangedRequest.class);
        assertThat(b.told()).hasSize(1);
        assertThat(retryTopics).contains("g:1");

        beat(a, "a", "CLUSTERING", entry("t", "*", 1));
        assertThat(a.told()).hasSize(2);
        beat(a, "a", "CLUSTERING", entry("t", "*", 1), entry("u", "*", 1));
        assertThat(b.told()).hasSize(2);

        registry.unregister("b", "g");
        backend.settle();
        assertThat(members()).containsExactly("a");
        assertThat(a.told()).hasSize(4);
        assertThat(b.told()).hasSize(2);
    }

    @Test
    void theNewestSubscriptionCountsAndTopicsNotNamedAreGone() {
        ListeningPeer a = new ListeningPeer();
        ListeningPeer b = new ListeningPeer();
        beat(a, "a", "CLUSTERING", entry("t", "old", 1), entry("u", "*", 1));
        beat(b, "b", "CLUSTERING", entry("t", "new", 2));
        beat(a, "a", "CLUSTERING", entry("t", "old", 1));

        GroupView view = registry.find("g").orElseThrow();
        assertThat(view.subscriptions()).containsOnlyKeys("t");
        assertThat(view.subscriptions().get("t"))
                .satisfies(
                        subscription -> assertThat(subscription.entry().tags()).containsExactly("new"));
    }

    @Test
    void forgetsClosedConnectionsAndTheSilent() {
        registry.start();
        ListeningPeer a = new ListeningPeer();
        ListeningPeer b = new ListeningPeer();
        beat(a, "a", "CLUSTERING", entry("t", "*", 1));
        beat(b, "b", "CLUSTERING", entry("t", "*", 1));
        b.close();
        backend.settle();
        assertThat(members()).containsExactly("a");

        backend.advance(Duration.ofSeconds(119));
        assertThat(members()).containsExactly("a");
        backend.advance(Duration.ofSeconds(20));
        assertThat(registry.find("g")).isEmpty();
        assertThat(a.isOpen()).isFalse();
    }

    @Test
    void aClientThatComesBackIsNotTakenOutByItsOldConnection() {
        ListeningPeer before = new ListeningPeer();
        ListeningPeer after = new ListeningPeer();
        beat(before, "a", "CLUSTERING", entry("t", "*", 1));
        beat(after, "a", "CLUSTERING", entry("t", "*", 1));
        before.close();
        backend.settle();
        assertThat(members()).containsExactly("a");
    }

    @Test
    void broadcastingMembersAreNotTold() {
        ListeningPeer a = new ListeningPeer();
        beat(a, "a", "BROADCASTING", entry("t", "*", 1));
        assertThat(a.told()).isEmpty();
        assertThat(members()).containsExactly("a");
    }

    @Test
    void offsetsBeyondTheEndAreTakenBack() {
        ConsumerOffsets offsets = new ConsumerOffsets(() -> CompletableFuture.completedFuture(null));
        offsets.commit("g", "t", 0, 10);
        offsets.commit("g", "t", 1, 3);
        assertThat(offsets.takeDirty()).isTrue();
        offsets.commit("g", "t", 1, 3);
        assertThat(offsets.takeDirty()).as("nothing new").isFalse();

        assertThat(offsets.clamp((topic, queueId) -> 5)).isOne();

        assertThat(offsets.committed("g", "t", 0)).hasValue(5);
        assertThat(offsets.committed("g", "t", 1)).hasValue(3);
        assertThat(offsets.committed("g", "t", 2)).isEmpty();
        assertThat(offsets.committed("h", "t", 0)).isEmpty();
        offsets.commit("g", "t", 1, 1);
        assertThat(offsets.committed("g", "t", 1)).as("a group may be rewound").hasValue(1);
    }
}
