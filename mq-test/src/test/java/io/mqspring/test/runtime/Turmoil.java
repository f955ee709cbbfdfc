package io.mqspring.test.runtime;

import io.mqspring.client.MqClient;
import io.mqspring.consumer.QueueProgress;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.TopicNames;
import io.mqspring.producer.SendResult;
import io.mqspring.protocol.CommandType;
import io.mqspring.test.simulation.Firewall;
import io.mqspring.test.simulation.SimulatedBackend;
import io.mqspring.test.simulation.Traffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * A run in which everything goes wrong that may: the broker's and the clients' deaths, cut and bad networks, failing
 * listeners, members that come and go; then peace, in which all must end well. Confined to the thread of the test.
 */
final class Turmoil {

    private static final Map<String, Set<String>> GROUPS = new TreeMap<>(
            Map.of("audit", Set.of("orders"), "billing", Set.of("orders", "payments"), "shipping", Set.of("orders")));
    private static final Map<String, Integer> TOPICS = new TreeMap<>(Map.of("orders", 3, "payments", 2));
    private static final Duration PEACE = Duration.ofMinutes(15);
    private static final Duration SETTLED = Duration.ofMinutes(3);
    private static final int AFTERWARDS = 30;
    private static final int MAX_MEMBERS = 7;

    private final SimulatedBackend backend;
    private final RuntimeWorld world;
    private final Ledger ledger = new Ledger();
    private final RandomGenerator random;
    private final List<Member> members = new ArrayList<>();
    private final List<String> story = new ArrayList<>();
    private MqClient producer;
    private int producers;
    private int nodes;
    private int messages;
    private Duration brokerBack = Duration.ZERO;
    private Duration healed = Duration.ZERO;

    Turmoil(SimulatedBackend backend) {
        this.backend = backend;
        this.world = new RuntimeWorld(backend);
        this.random = world.random;
        world.startBroker();
        TOPICS.forEach(world.broker()::createTopic);
        this.producer = newProducer();
        GROUPS.keySet().forEach(this::join);
    }

    /** Lives through trouble for so long, makes peace, and checks that nothing is lost, kept or left over. */
    void run(Duration trouble) {
        try {
            Duration end = backend.elapsed().plus(trouble);
            while (backend.elapsed().compareTo(end) < 0) {
                step();
            }
            makePeace();
            drain();
            goOn();
            checkSettled();
            leave();
        } catch (AssertionError | RuntimeException failed) {
            throw new AssertionError(failed.getMessage() + "\n  story: " + story, failed);
        }
    }

    private void step() {
        for (int i = random.nextInt(6); i > 0; i--) {
            send();
        }
        if (random.nextInt(3) == 0) {
            trouble();
        }
        Duration now = backend.elapsed();
        if (!world.brokerIsUp() && now.compareTo(brokerBack) >= 0) {
            startBroker();
        }
        if (now.compareTo(healed) >= 0) {
            world.network.firewall().clear();
        }
        backend.advance(Duration.ofMillis(10 + random.nextInt(600)));
        checkOffsets();
    }

    private void send() {
        String topic = random.nextInt(3) == 0 ? "payments" : "orders";
        String body = "m" + messages++;
        ledger.sent(topic, body);
        RuntimeWorld.send(producer, topic, body).whenComplete((result, failure) -> {
            if (result != null && result.status() == SendResult.Status.STORED) {
                ledger.acknowledged(topic, body);
            }
        });
    }

    private void trouble() {
        switch (random.nextInt(12)) {
            case 0 -> stopBroker();
            case 1 -> crashMember();
            case 2 -> leaveMember();
            case 3, 4 -> joinIfFew(List.copyOf(GROUPS.keySet()).get(random.nextInt(GROUPS.size())));
            case 5 -> cut();
            case 6 -> {
                tell("producer crash");
                backend.node(producerNode()).crash();
                producer = newProducer();
            }
            default -> badNetwork();
        }
    }

    private void stopBroker() {
        if (!world.brokerIsUp()) {
            return;
        }
        boolean power = random.nextBoolean();
        tell(power ? "power loss" : "kill");
        if (power) {
            world.losePower();
        } else {
            world.killBroker();
        }
        brokerBack = backend.elapsed().plusMillis(random.nextInt(8_000));
    }

    private void startBroker() {
        tell("broker back");
        world.startBroker();
    }

    private void crashMember() {
        if (!members.isEmpty()) {
            Member gone = members.remove(random.nextInt(members.size()));
            tell(gone.node + " crashes");
            backend.node(gone.node).crash();
        }
    }

    private void leaveMember() {
        if (!members.isEmpty()) {
            Member gone = members.remove(random.nextInt(members.size()));
            tell(gone.node + " leaves");
            gone.client.shutdown();
        }
    }

    private void joinIfFew(String group) {
        if (members.size() < MAX_MEMBERS) {
            join(group);
        }
    }

    private void join(String group) {
        String node = group + "-" + nodes++;
        tell(node + " joins");
        members.add(new Member(world, ledger, node, group, GROUPS.getOrDefault(group, Set.of())));
    }

    private void cut() {
        if (!members.isEmpty()) {
            String node = members.get(random.nextInt(members.size())).node;
            tell(node + " is cut off");
            world.network.firewall().isolate(node);
            healed = backend.elapsed().plusMillis(random.nextInt(20_000));
        }
    }

    private void badNetwork() {
        Firewall firewall = world.network.firewall();
        int kind = random.nextInt(6);
        tell("bad network " + kind);
        switch (kind) {
            case 0 -> firewall.drop(Traffic.any().chance(0.05));
            case 1 -> firewall.duplicate(Traffic.requests().chance(0.1));
            case 2 -> firewall.delay(Traffic.any().chance(0.1), Duration.ofMillis(1), Duration.ofMillis(1_500));
            case 3 ->
                firewall.drop(
                        Traffic.requests(CommandType.UPDATE_CONSUMER_OFFSET).chance(0.5));
            case 4 -> firewall.breakConnection(Traffic.any().chance(0.02));
            default -> firewall.drop(Traffic.responses(CommandType.PULL_MESSAGE).chance(0.1));
        }
        healed = backend.elapsed().plusMillis(random.nextInt(15_000));
    }

    private void makePeace() {
        tell("peace");
        world.network.firewall().clear();
        if (!world.brokerIsUp()) {
            startBroker();
        }
        for (String group : GROUPS.keySet()) {
            if (members.stream().noneMatch(member -> member.group.equals(group))) {
                join(group);
            }
        }
        members.forEach(Member::succeed);
    }

    private void drain() {
        Duration limit = backend.elapsed().plus(PEACE);
        while (!isDrained()) {
            if (backend.elapsed().compareTo(limit) > 0) {
                throw new AssertionError("not drained after " + PEACE + ": " + leftOver());
            }
            backend.advance(Duration.ofSeconds(1));
            checkOffsets();
        }
        backend.advance(SETTLED);
        checkOffsets();
    }

    /** Life goes on in good order. */
    private void goOn() {
        ledger.settled();
        for (int i = 0; i < AFTERWARDS; i++) {
            send();
            backend.advance(Duration.ofMillis(random.nextInt(500)));
            checkOffsets();
        }
        drain();
    }

    private boolean isDrained() {
        return GROUPS.entrySet().stream().allMatch(group -> ledger.missing(group.getKey(), group.getValue())
                        .isEmpty())
                && members.stream()
                        .flatMap(member -> member.consumer.queues().stream())
                        .allMatch(queue -> queue.cachedMessages() == 0 && queue.inFlight() == 0);
    }

    private String leftOver() {
        StringBuilder text = new StringBuilder();
        GROUPS.forEach((group, topics) -> text.append(group)
                .append(" misses ")
                .append(ledger.missing(group, topics))
                .append("; "));
        members.forEach(
                member -> text.append("\n    ").append(member.node).append(' ').append(member.consumer.queues()));
        return text.toString();
    }

    private void checkSettled() {
        GROUPS.forEach((group, topics) -> {
            List<MessageQueue> owned = new ArrayList<>();
            for (Member member : members) {
                if (member.group.equals(group)) {
                    for (QueueProgress progress : member.consumer.queues()) {
                        owned.add(progress.queue());
                        checkFinished(member, progress);
                    }
                }
            }
            Set<MessageQueue> distinct = new TreeSet<>(owned);
            verify(distinct.size() == owned.size(), group + ": a queue has two owners: " + owned);
            Set<MessageQueue> expected = new HashSet<>();
            topics.forEach(topic -> {
                for (int queue = 0; queue < TOPICS.getOrDefault(topic, 0); queue++) {
                    expected.add(new MessageQueue(topic, "b", queue));
                }
            });
            verify(distinct.containsAll(expected), group + ": queues without an owner, owned are " + owned);
        });
        verify(
                ledger.acknowledgedCount() > AFTERWARDS && ledger.calls() > ledger.acknowledgedCount(),
                "nothing happened: " + ledger.acknowledgedCount() + " acknowledged, " + ledger.calls() + " handed out");
        verify(world.sweepRescues() == 0, "the sweep answered " + world.sweepRescues() + " pulls");
        world.network.assertNoOpenLeases();
    }

    private void checkFinished(Member member, QueueProgress progress) {
        verify(progress.cachedMessages() == 0 && progress.cachedBytes() == 0, member.node + " keeps " + progress);
        verify(
                progress.committedOffset() == progress.consumedOffset(),
                member.node + " has not committed what it has consumed: " + progress);
        MessageQueue queue = progress.queue();
        long known =
                world.committed(member.group, queue.topic(), queue.queueId()).orElse(0);
        verify(
                known == progress.consumedOffset(),
                "the broker knows " + known + " for " + progress + " of " + member.node);
    }

    /** All leave in good order, and the broker after them. */
    private void leave() {
        members.forEach(member -> world.await(member.client.shutdown()));
        world.await(producer.shutdown());
        world.network.assertNoOpenLeases();
        world.broker().close();
    }

    private void checkOffsets() {
        if (!world.brokerIsUp()) {
            return;
        }
        GROUPS.forEach((group, topics) -> {
            topics.forEach(topic -> {
                for (int queue = 0; queue < TOPICS.getOrDefault(topic, 0); queue++) {
                    check(group, topic, queue);
                }
            });
            check(group, TopicNames.retryTopic(group), 0);
        });
    }

    private void check(String group, String topic, int queue) {
        world.committed(group, topic, queue).ifPresent(offset -> ledger.checkCommitted(group, topic, queue, offset));
    }

    private MqClient newProducer() {
        producers++;
        return world.remoteClient(producerNode(), RuntimeWorld.clientSettings());
    }

    private String producerNode() {
        return "producer-" + producers;
    }

    private void tell(String event) {
        story.add("+" + backend.elapsed().toMillis() + " " + event);
    }

    private static void verify(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
