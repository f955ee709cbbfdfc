package io.mqspring.test.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.client.MqClient;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.Message;
import io.mqspring.message.TransactionVerdict;
import io.mqspring.producer.TransactionProducer;
import io.mqspring.protocol.CommandType;
import io.mqspring.test.simulation.Firewall;
import io.mqspring.test.simulation.SimulatedBackend;
import io.mqspring.test.simulation.Traffic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Transactions through the deaths of producers and, if so asked, of the broker and of packets; then peace, in which every
 * transaction must come to the end that the bank knows. Confined to the thread of the test.
 */
final class TransactionTurmoil {

    private static final String TOPIC = "transfers";
    private static final String GROUP = "tellers";
    private static final int TELLERS = 3;
    private static final Duration PEACE = Duration.ofMinutes(4);

    private final SimulatedBackend backend;
    private final RuntimeWorld world;
    private final RandomGenerator random;
    private final Bank bank;
    private final boolean brokerDies;
    private final List<Teller> tellers = new ArrayList<>();
    private final Map<String, Integer> seen = new TreeMap<>();
    private final Set<String> sent = new HashSet<>();
    private int nodes;
    private Duration brokerBack = Duration.ZERO;
    private Duration healed = Duration.ZERO;

    private record Teller(String node, TransactionProducer producer) {}

    /**
     * @param brokerDies whether the broker and packets die as well, or only producers
     */
    TransactionTurmoil(SimulatedBackend backend, boolean brokerDies) {
        this.backend = backend;
        this.world = new RuntimeWorld(backend);
        this.random = world.random;
        this.bank = new Bank(backend.newRandom());
        this.brokerDies = brokerDies;
        world.startBroker();
        world.broker().createTopic(TOPIC, 2);
        for (int i = 0; i < TELLERS; i++) {
            hire();
        }
        MqClient reader = world.remoteClient("reader", RuntimeWorld.clientSettings());
        reader.pushConsumer("books")
                .subscribe(TOPIC, "*", SubscriptionSettings.defaults().withStartFrom(StartFrom.earliest()))
                .listener(messages -> {
                    messages.forEach(view -> see(new String(view.body(), StandardCharsets.UTF_8)));
                    return ConsumeResult.success();
                })
                .start();
    }

    void run(Duration trouble) {
        bank.silent(0.3);
        Duration end = backend.elapsed().plus(trouble);
        while (backend.elapsed().compareTo(end) < 0) {
            step();
        }
        bank.silent(0);
        world.network.firewall().clear();
        if (!world.brokerIsUp()) {
            world.startBroker();
        }
        backend.advance(PEACE);
        check();
    }

    private void see(String body) {
        assertThat(bank.decided())
                .as("%s is seen before it is committed", body)
                .containsEntry(body, TransactionVerdict.COMMIT);
        seen.merge(body, 1, Integer::sum);
    }

    private void step() {
        for (int i = random.nextInt(4); i > 0; i--) {
            Teller teller = tellers.get(random.nextInt(tellers.size()));
            String body = "t" + sent.size();
            sent.add(body);
            teller.producer()
                    .sendInTransactionAsync(
                            Message.to(TOPIC)
                                    .body(body.getBytes(StandardCharsets.UTF_8))
                                    .build(),
                            bank);
        }
        if (random.nextInt(6) == 0) {
            Teller gone = tellers.remove(random.nextInt(tellers.size()));
            backend.node(gone.node()).crash();
            hire();
        }
        if (brokerDies) {
            troubleBroker();
        }
        backend.advance(Duration.ofMillis(10 + random.nextInt(3_000)));
    }

    private void troubleBroker() {
        Duration now = backend.elapsed();
        if (!world.brokerIsUp() && now.compareTo(brokerBack) >= 0) {
            world.startBroker();
        } else if (world.brokerIsUp() && random.nextInt(10) == 0) {
            if (random.nextBoolean()) {
                world.losePower();
            } else {
                world.killBroker();
            }
            brokerBack = now.plusMillis(random.nextInt(8_000));
        }
        if (now.compareTo(healed) >= 0) {
            Firewall firewall = world.network.firewall();
            firewall.clear();
            switch (random.nextInt(6)) {
                case 0 -> firewall.drop(Traffic.any().chance(0.1));
                case 1 ->
                    firewall.drop(Traffic.requests(CommandType.END_TRANSACTION).chance(0.7));
                case 2 -> firewall.duplicate(Traffic.requests(CommandType.END_TRANSACTION));
                case 3 ->
                    firewall.drop(
                            Traffic.requests(CommandType.CHECK_TRANSACTION).chance(0.7));
                default -> firewall.delay(Traffic.any().chance(0.1), Duration.ofMillis(1), Duration.ofMillis(1_500));
            }
            healed = now.plusMillis(random.nextInt(15_000));
        }
    }

    private void hire() {
        String node = "teller-" + nodes++;
        MqClient client = world.remoteClient(node, RuntimeWorld.clientSettings());
        tellers.add(new Teller(node, client.transactionProducer(GROUP, bank)));
    }

    private void check() {
        assertThat(bank.checks()).as("checks").isPositive();
        bank.decided().forEach((body, verdict) -> {
            int times = seen.getOrDefault(body, 0);
            if (verdict == TransactionVerdict.ROLLBACK) {
                assertThat(times).as("%s, rolled back", body).isZero();
            } else if (brokerDies) {
                assertThat(times).as("%s, committed", body).isPositive();
            } else {
                assertThat(times).as("%s, committed, and no broker died", body).isEqualTo(1);
            }
        });
        assertThat(world.broker().stats().openTransactions()).as("open").isZero();
        assertThat(world.broker().stats().heldPulls()).isPositive();
        assertThat(world.sweepRescues()).isZero();
    }
}
