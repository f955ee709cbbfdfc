package io.mqspring.test.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.client.MqClient;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.Message;
import io.mqspring.message.MessageIds;
import io.mqspring.message.MessageProperties;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.SysFlags;
import io.mqspring.message.TopicNames;
import io.mqspring.message.TransactionVerdict;
import io.mqspring.producer.LocalTransaction;
import io.mqspring.producer.TransactionListener;
import io.mqspring.producer.TransactionProducer;
import io.mqspring.producer.TransactionResult;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.EmptyResponse;
import io.mqspring.protocol.EndTransactionRequest;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.SendMessageRequest;
import io.mqspring.protocol.SendMessageResponse;
import io.mqspring.test.simulation.SimulatedBackend;
import io.mqspring.test.simulation.Simulation;
import io.mqspring.transport.LocalConnection;
import io.mqspring.transport.RequestContext;
import io.mqspring.transport.RequestHandler;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Transactions from producer to consumer, through every death. */
class TransactionSimulationTests {

    private static final int SEEDS = 10;
    private static final int MANY_SEEDS = 30;
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(30);
    private static final int CHECKS = 15;
    private static final int NOISE = 30_000;
    private static final int MANY = 10_000;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final LocalNothing NOTHING = new LocalNothing();

    private final List<String> heard = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();

    @Test
    void committedTransactionsAreSeenOnceWhicheverProducersDie() {
        Simulation.overSeeds(SEEDS, backend -> new TransactionTurmoil(backend, false).run(Duration.ofSeconds(90)));
    }

    @Test
    void committedTransactionsAreSeenAndOthersNeverWhateverDies() {
        Simulation.overSeeds(SEEDS, backend -> new TransactionTurmoil(backend, true).run(Duration.ofSeconds(90)));
    }

    @Test
    @Tag("ci")
    void committedTransactionsAreSeenAndOthersNeverWhateverDiesForLong() {
        Simulation.overSeeds(MANY_SEEDS, backend -> new TransactionTurmoil(backend, true).run(Duration.ofSeconds(120)));
    }

    @Test
    void isHiddenUntilItIsCommittedInTheBrokersOwnProcess() {
        RuntimeWorld world = new RuntimeWorld(SimulatedBackend.seeded(1));
        world.startBroker();
        MqClient client = world.localClient(RuntimeWorld.clientSettings());
        listen(client);
        TransactionProducer producer = client.transactionProducer("pg", listener("a", TransactionVerdict.COMMIT));
        TransactionResult committed =
                world.await(producer.sendInTransactionAsync(message("yes"), verdict(TransactionVerdict.COMMIT)));
        world.await(producer.sendInTransactionAsync(message("no"), verdict(TransactionVerdict.ROLLBACK)));
        TransactionResult open =
                world.await(producer.sendInTransactionAsync(message("later"), verdict(TransactionVerdict.UNKNOWN)));
        assertThat(committed.transactionId()).isEqualTo(committed.half().messageId());
        assertThat(open.verdict()).isEqualTo(TransactionVerdict.UNKNOWN);
        world.backend.advance(Duration.ofSeconds(20));
        assertThat(heard).containsExactly("yes");
        assertThat(world.broker().stats().openTransactions()).isEqualTo(1);
        world.backend.advance(CHECK_INTERVAL);
        assertThat(heard).containsExactly("yes", "later");
        assertThat(asked).containsExactly("a:later");
        assertThat(world.broker().stats().openTransactions()).isZero();
    }

    @Test
    void anotherProducerOfTheGroupIsAskedWhenTheFirstIsDead() {
        RuntimeWorld world = new RuntimeWorld(SimulatedBackend.seeded(2));
        world.startBroker();
        listen(world.remoteClient("reader", RuntimeWorld.clientSettings()));
        MqClient one = world.remoteClient("one", RuntimeWorld.clientSettings());
        MqClient two = world.remoteClient("two", RuntimeWorld.clientSettings());
        TransactionProducer producer = one.transactionProducer("pg", listener("one", TransactionVerdict.COMMIT));
        two.transactionProducer("other", listener("stranger", TransactionVerdict.ROLLBACK));
        world.await(producer.sendInTransactionAsync(message("orphan"), verdict(TransactionVerdict.UNKNOWN)));
        world.backend.node("one").crash();
        world.backend.advance(CHECK_INTERVAL.multipliedBy(4));
        assertThat(asked).isEmpty();
        // Has never sent anything, and is known all the same.
        two.transactionProducer("pg", listener("two", TransactionVerdict.COMMIT));
        world.backend.advance(CHECK_INTERVAL.plusSeconds(5));
        assertThat(asked).containsExactly("two:orphan");
        assertThat(heard).containsExactly("orphan");
    }

    @Test
    void whatNobodyKnowsIsGivenUpAfterTheLastCheck() {
        RuntimeWorld world = new RuntimeWorld(SimulatedBackend.seeded(3));
        world.startBroker();
        MqClient client = world.localClient(RuntimeWorld.clientSettings());
        listen(client);
        TransactionProducer producer = client.transactionProducer("pg", listener("a", TransactionVerdict.UNKNOWN));
        world.await(producer.sendInTransactionAsync(message("lost"), verdict(TransactionVerdict.UNKNOWN)));
        world.backend.advance(CHECK_INTERVAL.multipliedBy(CHECKS + 3));
        assertThat(asked).hasSize(CHECKS);
        assertThat(heard).isEmpty();
        assertThat(world.broker().stats().openTransactions()).isZero();
        List<MessageView> parked = new ArrayList<>();
        client.pushConsumer("operator")
                .subscribe(
                        TopicNames.UNSETTLED_TOPIC,
                        "*",
                        SubscriptionSettings.defaults().withStartFrom(StartFrom.earliest()))
                .listener(messages -> {
                    parked.addAll(messages);
                    return ConsumeResult.success();
                })
                .start();
        world.backend.advance(Duration.ofSeconds(5));
        assertThat(parked).hasSize(1);
        assertThat(parked.get(0).property(PropertyNames.REAL_TOPIC)).contains("orders");
    }

    @Test
    void outlivesTheRetentionOfItsLog() {
        RuntimeWorld world = new RuntimeWorld(SimulatedBackend.seeded(4));
        world.brokerSettings(world.brokerSettings().withRetention(Duration.ofMinutes(10)));
        MqClient two = leaveOneOpen(world);
        noise(world, two);
        assertThat(world.broker().stats().store().logStart())
                .as("retention is at work")
                .isPositive();
        settle(world, two);
    }

    @Test
    void isKeptWhateverTheSizeOfItsLog() {
        RuntimeWorld world = new RuntimeWorld(SimulatedBackend.seeded(4));
        world.brokerSettings(world.brokerSettings().withRetention(Duration.ZERO).withRetentionBytes(NOISE));
        MqClient two = leaveOneOpen(world);
        noise(world, two);
        assertThat(world.broker().stats().store().logStart()).as("held").isZero();
        settle(world, two);
        noise(world, two);
        assertThat(world.broker().stats().store().logStart())
                .as("held no longer")
                .isPositive();
    }

    /** A transaction whose producer dies before it decides; another client, which is no producer of its group yet. */
    private MqClient leaveOneOpen(RuntimeWorld world) {
        world.startBroker();
        MqClient client = world.remoteClient("one", RuntimeWorld.clientSettings());
        TransactionProducer producer = client.transactionProducer("pg", listener("one", TransactionVerdict.COMMIT));
        world.await(producer.sendInTransactionAsync(message("patient"), verdict(TransactionVerdict.UNKNOWN)));
        world.backend.node("one").crash();
        return world.remoteClient("two", RuntimeWorld.clientSettings());
    }

    private static void noise(RuntimeWorld world, MqClient client) {
        for (int i = 0; i < 40; i++) {
            for (int j = 0; j < 3; j++) {
                byte[] noise = new byte[NOISE];
                world.random.nextBytes(noise);
                world.await(client.producer()
                        .sendAsync(Message.to("noise").body(noise).build()));
            }
            world.backend.advance(Duration.ofMinutes(1));
        }
    }

    private void settle(RuntimeWorld world, MqClient client) {
        listen(client);
        client.transactionProducer("pg", listener("two", TransactionVerdict.COMMIT));
        world.backend.advance(CHECK_INTERVAL.plusSeconds(5));
        assertThat(heard).containsExactly("patient");
    }

    @Test
    void tenThousandOpenTransactionsAreCheap() {
        RuntimeWorld world = new RuntimeWorld(SimulatedBackend.seeded(5));
        world.startBroker();
        MqClient client = world.localClient(RuntimeWorld.clientSettings());
        listen(client);
        TransactionProducer producer = client.transactionProducer("pg", listener("a", TransactionVerdict.COMMIT));
        CompletableFuture<?> last = CompletableFuture.completedFuture(null);
        for (int i = 0; i < MANY; i++) {
            last = producer.sendInTransactionAsync(message("m" + i), verdict(TransactionVerdict.UNKNOWN));
        }
        world.await(last);
        world.backend.advance(Duration.ofSeconds(11));
        assertThat(world.broker().stats().openTransactions()).isEqualTo(MANY);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long begin = threads.getCurrentThreadCpuTime();
        world.backend.advance(CHECK_INTERVAL.multipliedBy(6));
        System.out.printf(
                "%d open transactions: asked about, committed and consumed with %d ms of a processor%n",
                MANY, (threads.getCurrentThreadCpuTime() - begin) / NANOS_PER_MILLI);
        assertThat(heard).hasSize(MANY).doesNotHaveDuplicates();
        assertThat(world.broker().stats().openTransactions()).isZero();
    }

    @Test
    void verdictsAreHeldAgainstTheHalfMessage() {
        RuntimeWorld world = new RuntimeWorld(SimulatedBackend.seeded(6));
        world.startBroker();
        try (LocalConnection connection = world.broker().connect(NOTHING)) {
            SendMessageResponse half =
                    world.await(connection.exchange(half(world, Map.of(), SysFlags.TRANSACTION_PREPARED)));
            long position = MessageIds.physicalOffset(half.messageId());
            assertThat(half.queueId()).isEqualTo(3);
            assertThat(half.transactionId()).isEqualTo("UNIQUE");
            assertRefused(world, connection, end("pg", 0, position + 1), ResponseCode.SYSTEM_ERROR, "no half message");
            assertRefused(
                    world,
                    connection,
                    end("other", 0, position),
                    ResponseCode.SYSTEM_ERROR,
                    "The producer group wrong");
            assertRefused(
                    world,
                    connection,
                    end("pg", 7, position),
                    ResponseCode.SYSTEM_ERROR,
                    "The transaction state table offset wrong");
            assertThat(world.await(connection.exchange(end("pg", 0, position)))).isEqualTo(new EmptyResponse());
            assertRefused(world, connection, end("pg", 0, position), ResponseCode.ILLEGAL_OPERATION, "stays so");

            SendMessageResponse immune = world.await(connection.exchange(half(
                    world, Map.of(PropertyNames.CHECK_IMMUNITY_TIME_IN_SECONDS, "20"), SysFlags.TRANSACTION_PREPARED)));
            world.backend.advance(Duration.ofSeconds(40));
            assertRefused(
                    world,
                    connection,
                    end("pg", 1, MessageIds.physicalOffset(immune.messageId())),
                    ResponseCode.ILLEGAL_OPERATION,
                    "checks count");
            assertRefused(
                    world,
                    connection,
                    half(world, Map.of(PropertyNames.DELAY, "3"), 4),
                    ResponseCode.MESSAGE_ILLEGAL,
                    "delay");
            assertRefused(
                    world,
                    connection,
                    half(world, Map.of(PropertyNames.TRAN_MSG, "false"), SysFlags.TRANSACTION_PREPARED),
                    ResponseCode.MESSAGE_ILLEGAL,
                    PropertyNames.TRAN_MSG);
        }
    }

    private static <R extends Response> void assertRefused(
            RuntimeWorld world, LocalConnection connection, Request<R> request, ResponseCode code, String text) {
        CompletableFuture<R> answer = connection.exchange(request);
        world.backend.runUntil(answer::isDone, RuntimeWorld.SOON);
        assertThatThrownBy(answer::join)
                .cause()
                .isInstanceOfSatisfying(CommandFailedException.class, refusal -> assertThat(refusal.code())
                        .isEqualTo(code))
                .hasMessageContaining(text);
    }

    private static EndTransactionRequest end(String group, long offset, long position) {
        return new EndTransactionRequest(
                group, offset, position, TransactionVerdict.COMMIT, false, "UNIQUE", "UNIQUE", "orders");
    }

    private static SendMessageRequest half(RuntimeWorld world, Map<String, String> more, int sysFlag) {
        Map<String, String> properties = new LinkedHashMap<>(
                Map.of(PropertyNames.TRAN_MSG, "true", PropertyNames.PGROUP, "pg", PropertyNames.UNIQ_KEY, "UNIQUE"));
        properties.putAll(more);
        return new SendMessageRequest(
                "pg",
                "orders",
                TopicNames.AUTO_CREATE_TOPIC,
                4,
                3,
                sysFlag,
                world.backend.time().wallMillis(),
                0,
                MessageProperties.encode(properties),
                0,
                -1,
                ByteBuffer.wrap(new byte[] {1}));
    }

    private void listen(MqClient client) {
        client.pushConsumer("readers")
                .subscribe("orders", "*", SubscriptionSettings.defaults().withStartFrom(StartFrom.earliest()))
                .listener(messages -> {
                    messages.forEach(view -> heard.add(new String(view.body(), StandardCharsets.UTF_8)));
                    return ConsumeResult.success();
                })
                .start();
    }

    private static Message message(String body) {
        return Message.to("orders").body(body.getBytes(StandardCharsets.UTF_8)).build();
    }

    private static LocalTransaction verdict(TransactionVerdict verdict) {
        return (message, transactionId) -> verdict;
    }

    private TransactionListener listener(String name, TransactionVerdict verdict) {
        return new TransactionListener() {
            @Override
            public TransactionVerdict execute(Message message, String transactionId) {
                return TransactionVerdict.UNKNOWN;
            }

            @Override
            public TransactionVerdict check(MessageView message) {
                asked.add(name + ":" + new String(message.body(), StandardCharsets.UTF_8));
                return verdict;
            }
        };
    }

    /** A client that answers nothing. */
    private static final class LocalNothing implements RequestHandler {

        @Override
        public <R extends Response> CompletableFuture<R> handle(RequestContext context, Request<R> request) {
            return new CompletableFuture<>();
        }
    }
}
