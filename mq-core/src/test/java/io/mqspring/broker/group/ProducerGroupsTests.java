package io.mqspring.broker.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.runtime.SerialExecutor;
import io.mqspring.scripted.ListeningPeer;
import io.mqspring.scripted.ManualBackend;
import io.mqspring.security.Principal;
import io.mqspring.transport.Peer;
import io.mqspring.transport.RequestContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProducerGroupsTests {

    private final ManualBackend backend = new ManualBackend();
    private final SerialExecutor executor = backend.thread("broker");
    private final ProducerGroups producers = new ProducerGroups(executor, backend.time(), Duration.ofSeconds(120));
    private final ListeningPeer one = new ListeningPeer();
    private final ListeningPeer two = new ListeningPeer();

    private void beat(Peer peer, String clientId, String... groups) {
        producers.heartbeat(new RequestContext(peer, 513, "JAVA", Principal.TRUSTED, false), clientId, List.of(groups));
        backend.settle();
    }

    private List<Peer> asked(String group, int times) {
        List<Peer> asked = new ArrayList<>();
        executor.execute(() -> {
            for (int i = 0; i < times; i++) {
                Optional<Peer> next = producers.next(group);
                assertThat(producers.isAlive(group)).isEqualTo(next.isPresent());
                next.ifPresent(asked::add);
            }
        });
        backend.settle();
        return asked;
    }

    @Test
    void takesTurnsAmongTheLiving() {
        beat(one, "a", "g", "h");
        beat(two, "b", "g");
        assertThat(asked("g", 4)).containsExactly(one, two, one, two);
        assertThat(asked("h", 1)).containsExactly(one);
        assertThat(asked("stranger", 1)).isEmpty();
    }

    @Test
    void forgetsWhoUnregistersOrDisconnects() {
        beat(one, "a", "g");
        beat(two, "b", "g");
        producers.unregister("a", "g");
        backend.settle();
        assertThat(asked("g", 2)).containsExactly(two, two);
        two.close();
        assertThat(asked("g", 1)).isEmpty();
        backend.settle();
        beat(one, "a", "g");
        assertThat(asked("g", 1)).containsExactly(one);
    }

    @Test
    void forgetsWhoIsSilent() {
        producers.start();
        beat(one, "a", "g");
        backend.advance(Duration.ofSeconds(100));
        beat(two, "b", "g");
        backend.advance(Duration.ofSeconds(31));
        assertThat(asked("g", 2)).containsExactly(two, two);
        backend.advance(Duration.ofSeconds(120));
        assertThat(asked("g", 1)).isEmpty();
    }
}
