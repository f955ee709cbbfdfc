package io.mqspring.test.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.client.MqClient;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.test.simulation.Simulation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The very first message to a topic that no one has used before; all groups start from the latest. */
class FirstMessageSimulationTests {

    private static final int SEEDS = 30;
    private static final String TOPIC = "never-used";
    /** A client that does not know a topic asks again after at most this long. */
    private static final Duration ROUTE_REFRESH = Duration.ofSeconds(70);

    private final Map<String, List<String>> heard = new TreeMap<>();

    @Test
    void reachesEveryListenerOfTheBrokersOwnProcess() {
        Simulation.overSeeds(SEEDS, backend -> {
            heard.clear();
            RuntimeWorld world = new RuntimeWorld(backend);
            world.startBroker();
            MqClient one = world.localClient(RuntimeWorld.clientSettings());
            MqClient two = world.localClient(RuntimeWorld.clientSettings());
            listen(one, "billing");
            listen(one, "shipping");
            listen(two, "audit");
            backend.runUntilIdle();
            world.sendNow(two, TOPIC, "first");
            backend.advance(Duration.ofSeconds(2));
            assertHeard("audit", "billing", "shipping");
        });
    }

    @Test
    void reachesEveryListenerAcrossTheNetworkWhenTheSendCreatesTheTopic() {
        Simulation.overSeeds(SEEDS, backend -> {
            heard.clear();
            RuntimeWorld world = new RuntimeWorld(backend);
            world.startBroker();
            MqClient one = world.remoteClient("one", RuntimeWorld.clientSettings());
            MqClient two = world.remoteClient("two", RuntimeWorld.clientSettings());
            MqClient sender = world.remoteClient("sender", RuntimeWorld.clientSettings());
            listen(one, "billing");
            listen(one, "shipping");
            listen(two, "audit");
            backend.advance(Duration.ofMillis(200 + world.random.nextInt(40_000)));
            world.sendNow(sender, TOPIC, "first");
            backend.advance(ROUTE_REFRESH);
            assertHeard("audit", "billing", "shipping");
        });
    }

    @Test
    void reachesAllMembersGroupsOnceWhenSeveralMembersShareAGroup() {
        Simulation.overSeeds(SEEDS, backend -> {
            heard.clear();
            RuntimeWorld world = new RuntimeWorld(backend);
            world.startBroker();
            List<MqClient> members = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                MqClient member = world.remoteClient("member-" + i, RuntimeWorld.clientSettings());
                listen(member, "billing");
                members.add(member);
            }
            backend.advance(Duration.ofSeconds(2));
            world.sendNow(members.get(world.random.nextInt(3)), TOPIC, "first");
            backend.advance(ROUTE_REFRESH);
            assertThat(heard.getOrDefault("billing", List.of())).contains("first");
        });
    }

    private void listen(MqClient client, String group) {
        client.pushConsumer(group)
                .subscribe(TOPIC, "*")
                .listener(messages -> {
                    messages.forEach(view -> heard.computeIfAbsent(group, name -> new ArrayList<>())
                            .add(new String(view.body(), StandardCharsets.UTF_8)));
                    return ConsumeResult.success();
                })
                .start();
    }

    private void assertHeard(String... groups) {
        assertThat(heard.keySet()).containsExactlyInAnyOrder(groups);
        heard.forEach((group, messages) -> assertThat(messages).as(group).containsExactly("first"));
    }
}
