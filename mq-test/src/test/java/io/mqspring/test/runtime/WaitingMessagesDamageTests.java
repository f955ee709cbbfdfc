package io.mqspring.test.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.client.MqClient;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.Message;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.TransactionVerdict;
import io.mqspring.producer.TransactionListener;
import io.mqspring.producer.TransactionProducer;
import io.mqspring.store.StoreException;
import io.mqspring.test.simulation.SimulatedBackend;
import io.mqspring.test.simulation.SimulatedDisk;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Damage in any file of a broker with messages that wait: timed ones, ones in delay levels, and open transactions. Each comes all
 * the same, but for one whose record was hit; none comes that must not, and none other than it was sent. Where a configuration file has no backup yet, the broker may refuse and say what to do.
 */
class WaitingMessagesDamageTests {

    private static final String TOPIC = "orders";
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(150);
    private static final int STARTS = 5;
    private static final int MANY_STARTS = 10;

    /** Made once: it is expensive, and never changed. */
    private static SimulatedDisk disk;

    private static final Set<String> WANTED = new TreeSet<>();

    @BeforeAll
    static void live() {
        try (SimulatedBackend backend = SimulatedBackend.seeded(1)) {
            RuntimeWorld world = new RuntimeWorld(backend);
            world.startBroker();
            MqClient client = world.localClient(RuntimeWorld.clientSettings());
            TransactionProducer bank = client.transactionProducer("bank", new Verdicts());
            for (int round = 0; round < 3; round++) {
                for (String kind : List.of("commit", "rollback", "open")) {
                    String body = kind + "-" + round;
                    world.await(bank.sendInTransactionAsync(
                            Message.to(TOPIC)
                                    .body(body.getBytes(StandardCharsets.UTF_8))
                                    .build(),
                            Verdicts::first));
                    if (!kind.equals("rollback")) {
                        WANTED.add(body);
                    }
                }
                send(world, client, "quick-" + round, PropertyNames.TIMER_DELAY_SEC, "1");
                send(world, client, "late-" + round, PropertyNames.TIMER_DELAY_SEC, "" + (60 + round * 10));
                send(world, client, "second-" + round, PropertyNames.DELAY, "1");
                send(world, client, "minute-" + round, PropertyNames.DELAY, "5");
                backend.advance(Duration.ofSeconds(3));
            }
            backend.advance(Duration.ofSeconds(6));
            world.killBroker();
            disk = world.disk;
        }
        assertThat(disk.paths()).contains("timers/checkpoint", "config/consumerOffset.json", "config/delayOffset.json");
        assertThat(cameAfter(untouched -> {})).isEqualTo(WANTED);
    }

    private static void send(RuntimeWorld world, MqClient client, String body, String property, String value) {
        world.await(client.producer()
                .sendAsync(Message.to(TOPIC)
                        .property(property, value)
                        .body(body.getBytes(StandardCharsets.UTF_8))
                        .build()));
        WANTED.add(body);
    }

    @Test
    void ofTheirOwnFilesCostsNothing() {
        damageAll(STARTS);
    }

    @Test
    @Tag("ci")
    void ofTheirOwnFilesCostsNothingAtManyPlaces() {
        damageAll(MANY_STARTS);
    }

    private static void damageAll(int starts) {
        for (String path : disk.paths()) {
            int used = used(path);
            int stride = Math.max(1, used * 8 / starts) | 1;
            for (int bit = 0; bit < used * 8; bit += stride) {
                int flipped = bit;
                check(path, "bit " + bit + " flipped", copy -> copy.flipBit(path, flipped / 8, flipped % 8));
            }
            if (!path.startsWith("commitlog/")) {
                for (int at = 0; at < used; at += Math.max(1, used / Math.max(2, starts / 4))) {
                    int end = at;
                    check(path, "cut at byte " + at, copy -> copy.truncate(path, end));
                }
                check(path, "removed", copy -> copy.remove(path));
            }
        }
    }

    private static void check(String path, String how, Consumer<SimulatedDisk> damage) {
        String where = path + " " + how;
        Set<String> came;
        try {
            came = cameAfter(damage);
        } catch (StoreException refused) {
            // Without a backup nobody knows what the file said; the broker says so and waits for somebody who does.
            assertThat(refused).as(where).hasMessageContaining(path).hasMessageContaining("Repair one of them");
            return;
        } catch (RuntimeException | AssertionError failed) {
            throw new AssertionError(where, failed);
        }
        Set<String> missing = new TreeSet<>(WANTED);
        missing.removeAll(came);
        Set<String> wrong = new TreeSet<>(came);
        wrong.removeAll(WANTED);
        assertThat(wrong).as(where).isEmpty();
        assertThat(missing).as(where).hasSizeLessThanOrEqualTo(path.startsWith("commitlog/") ? 1 : 0);
    }

    private static int used(String path) {
        byte[] content = disk.content(path);
        int end = content.length;
        while (end > 0 && content[end - 1] == 0) {
            end--;
        }
        return end;
    }

    /** The bodies that consumers have seen a while after a start. */
    private static Set<String> cameAfter(Consumer<SimulatedDisk> damage) {
        SimulatedDisk copy = disk.copy();
        damage.accept(copy);
        Set<String> bodies = new TreeSet<>();
        try (SimulatedBackend backend = SimulatedBackend.seeded(2)) {
            RuntimeWorld world = new RuntimeWorld(backend, copy);
            world.startBroker();
            MqClient client = world.localClient(RuntimeWorld.clientSettings());
            client.transactionProducer("bank", new Verdicts());
            SubscriptionSettings all = SubscriptionSettings.defaults().withStartFrom(StartFrom.earliest());
            List<MessageView> views = new ArrayList<>();
            client.pushConsumer("check")
                    .subscribe(TOPIC, "*", all, batch -> {
                        views.addAll(batch);
                        return CompletableFuture.completedFuture(ConsumeResult.success());
                    })
                    .start();
            backend.advance(LONG_ENOUGH);
            views.forEach(view -> bodies.add(new String(view.body(), StandardCharsets.UTF_8)));
        }
        return bodies;
    }

    /** What a message's body says became of its transaction. */
    private static final class Verdicts implements TransactionListener {

        static TransactionVerdict first(Message message, String transactionId) {
            String body = new String(message.body(), StandardCharsets.UTF_8);
            return body.startsWith("open")
                    ? TransactionVerdict.UNKNOWN
                    : body.startsWith("commit") ? TransactionVerdict.COMMIT : TransactionVerdict.ROLLBACK;
        }

        @Override
        public TransactionVerdict execute(Message message, String transactionId) {
            return first(message, transactionId);
        }

        @Override
        public TransactionVerdict check(MessageView message) {
            String body = new String(message.body(), StandardCharsets.UTF_8);
            return body.startsWith("rollback") ? TransactionVerdict.ROLLBACK : TransactionVerdict.COMMIT;
        }
    }
}
