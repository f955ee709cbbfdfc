package io.mqspring.broker.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.filter.TagExpression;
import io.mqspring.message.HostAddress;
import io.mqspring.protocol.HeartbeatRequest;
import io.mqspring.protocol.NotifyConsumerIdsChangedRequest;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.protocol.SubscriptionEntry;
import io.mqspring.scripted.ManualBackend;
import io.mqspring.transport.Peer;
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
            new GroupConfigs(() -> {}),
            (group, queues) -> retryTopics.add(group + ":" + queues));

    private static final class Client implements Peer {

        final List<Request<?>> told = new ArrayList<>();
        final List<Runnable> onClose = new ArrayList<>();
        boolean open = true;

        @Override
        public HostAddress address() {
            return HostAddress.LOCAL;
        }

        @Override
        public String localAddress() {
            return "local";
        }

        @Override
        public <R extends Response> CompletableFuture<R> exchange(Request<R> request, Duration timeout) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void oneWay(Request<?> request) {
            told.add(request);
        }

        @Override
        public void onClose(Runnable task) {
            onClose.add(task);
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            open = false;
            onClose.forEach(Runnable::run);
        }
    }

    private void beat(Client client, String clientId, String model, SubscriptionEntry... subscriptions) {
        CompletableFuture<Void> done = registry.heartbeat(
                new RequestContext(client, 513, "JAVA", false),
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
        Client a = new Client();
        Client b = new Client();
        beat(a, "a", "CLUSTERING", entry("t", "*", 1));
        beat(b, "b", "CLUSTERING", entry("t", "*", 1));
        assertThat(a.told).hasSize(2).hasOnlyElementsOfType(NotifyConsumerIdsChangedRequest.class);
        assertThat(b.told).hasSize(1);
        assertThat(retryTopics).contains("g:1");

        beat(a, "a", "CLUSTERING", entry("t", "*", 1));
        assertThat(a.told).hasSize(2);
        beat(a, "a", "CLUSTERING", entry("t", "*", 1), entry("u", "*", 1));
        assertThat(b.told).hasSize(2);

        registry.unregister("b", "g");
        backend.settle();
        assertThat(members()).containsExactly("a");
        assertThat(a.told).hasSize(4);
        assertThat(b.told).hasSize(2);
    }

    @Test
    void theNewestSubscriptionCountsAndTopicsNotNamedAreGone() {
        Client a = new Client();
        Client b = new Client();
        beat(a, "a", "CLUSTERING", entry("t", "old", 1), entry("u", "*", 1));
        beat(b, "b", "CLUSTERING", entry("t", "new", 2));
        beat(a, "a", "CLUSTERING", entry("t", "old", 1));

        GroupView view = registry.find("g").orElseThrow();
        assertThat(view.subscriptions()).containsOnlyKeys("t");
        assertThat(view.subscriptions().get("t"))
                .satisfies(
                        subscription -> assertThat(subscription.tags().tags()).containsExactly("new"));
    }

    @Test
    void forgetsClosedConnectionsAndTheSilent() {
        registry.start();
        Client a = new Client();
        Client b = new Client();
        beat(a, "a", "CLUSTERING", entry("t", "*", 1));
        beat(b, "b", "CLUSTERING", entry("t", "*", 1));
        b.close();
        backend.settle();
        assertThat(members()).containsExactly("a");

        backend.advance(Duration.ofSeconds(119));
        assertThat(members()).containsExactly("a");
        backend.advance(Duration.ofSeconds(20));
        assertThat(registry.find("g")).isEmpty();
        assertThat(a.open).isFalse();
    }

    @Test
    void aClientThatComesBackIsNotTakenOutByItsOldConnection() {
        Client before = new Client();
        Client after = new Client();
        beat(before, "a", "CLUSTERING", entry("t", "*", 1));
        beat(after, "a", "CLUSTERING", entry("t", "*", 1));
        before.close();
        backend.settle();
        assertThat(members()).containsExactly("a");
    }

    @Test
    void broadcastingMembersAreNotTold() {
        Client a = new Client();
        beat(a, "a", "BROADCASTING", entry("t", "*", 1));
        assertThat(a.told).isEmpty();
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
