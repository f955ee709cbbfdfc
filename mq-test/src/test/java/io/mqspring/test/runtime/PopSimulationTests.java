package io.mqspring.test.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.broker.BrokerSettings;
import io.mqspring.client.MqClient;
import io.mqspring.message.Message;
import io.mqspring.message.TopicNames;
import io.mqspring.protocol.AckMessageRequest;
import io.mqspring.protocol.BatchAckMessageRequest;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.EmptyResponse;
import io.mqspring.protocol.HeartbeatRequest;
import io.mqspring.protocol.MessageRequestMode;
import io.mqspring.protocol.PopMessageRequest;
import io.mqspring.protocol.PopMessageResponse;
import io.mqspring.protocol.PopStatus;
import io.mqspring.protocol.QueryAssignmentRequest;
import io.mqspring.protocol.QueryAssignmentResponse;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.SetRequestModeRequest;
import io.mqspring.protocol.UpdateConsumerOffsetRequest;
import io.mqspring.test.runtime.PopClient.Got;
import io.mqspring.test.simulation.SimulatedBackend;
import io.mqspring.test.simulation.Simulation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Pop mode, request by request on virtual time, and under random trouble. */
class PopSimulationTests {

    private static final String TOPIC = "orders";
    private static final String GROUP = "g";
    private static final String RETRIES = TopicNames.popRetryTopic(GROUP, TOPIC);
    private static final long INVISIBLE = 60_000;

    private final RuntimeWorld world = new RuntimeWorld(SimulatedBackend.seeded(1));
    private MqClient sender;
    private PopClient member;

    @BeforeEach
    void start() {
        world.startBroker();
        world.broker().createTopic(TOPIC, 4);
        connect();
    }

    private void connect() {
        sender = world.localClient(RuntimeWorld.clientSettings());
        member = new PopClient(world.broker(), GROUP);
    }

    @Test
    void membersShareAQueueAndEachMessageGoesToOne() {
        send("a", "b", "c", "d", "e", "f");
        PopClient other = new PopClient(world.broker(), GROUP);
        List<Got> first = pop(member, 3);
        List<Got> second = pop(other, 10);
        assertThat(bodies(first)).hasSize(3);
        assertThat(bodies(second)).hasSize(3).doesNotContainAnyElementsOf(bodies(first));
        assertThat(pop(member, 10)).isEmpty();
        PopClient stranger = new PopClient(world.broker(), "another");
        assertThat(pop(stranger, 10)).hasSize(6);
    }

    @Test
    void theCommittedOffsetIsTheLowestMessageThatIsOut() {
        for (int i = 0; i < 4; i++) {
            sendTo(2, "m" + i);
        }
        List<Got> got = popQueue(2, 4);
        assertThat(got).hasSize(4);
        assertThat(world.committed(GROUP, TOPIC, 2)).isEqualTo(OptionalLong.of(0));
        acknowledge(got.get(1), got.get(3));
        assertThat(world.committed(GROUP, TOPIC, 2)).isEqualTo(OptionalLong.of(0));
        acknowledge(got.get(0));
        assertThat(world.committed(GROUP, TOPIC, 2)).isEqualTo(OptionalLong.of(2));
        acknowledge(got.get(2));
        assertThat(world.committed(GROUP, TOPIC, 2)).isEqualTo(OptionalLong.of(4));
        acknowledge(got.get(2));
        assertThat(world.committed(GROUP, TOPIC, 2)).isEqualTo(OptionalLong.of(4));
    }

    @Test
    void whatIsNotAcknowledgedComesAgainFromTheRetryTopic() {
        send("late", "done");
        List<Got> got = pop(member, 10);
        got.stream().filter(message -> message.body().equals("done")).forEach(this::acknowledge);
        world.backend.advance(Duration.ofMillis(INVISIBLE - 1));
        assertThat(pop(member, 10)).isEmpty();
        world.backend.advance(Duration.ofSeconds(2));
        List<Got> again = pop(member, 10);
        assertThat(bodies(again)).containsExactly("late");
        Got late = again.get(0);
        assertThat(late.topic()).isEqualTo(RETRIES);
        assertThat(late.view().queue().topic()).isEqualTo(TOPIC);
        assertThat(late.view().reconsumeTimes()).isEqualTo(1);
        assertThat(late.view().property("ORIGIN_GROUP")).contains(GROUP);
        assertThat(late.view().property("1ST_POP_TIME")).isPresent();
        acknowledge(late);
        world.backend.advance(Duration.ofMinutes(5));
        assertThat(pop(member, 10)).isEmpty();
        assertThat(world.committed(GROUP, RETRIES, 0)).isEqualTo(OptionalLong.of(1));
    }

    @Test
    void isDeadLetteredWhenTheAttemptsAreUsedUp() {
        send("poison");
        for (int attempt = 0; attempt <= 16; attempt++) {
            List<Got> got = pop(member, 1);
            assertThat(bodies(got)).as("attempt %s", attempt).containsExactly("poison");
            assertThat(got.get(0).view().reconsumeTimes()).isEqualTo(attempt);
            world.backend.advance(Duration.ofMillis(INVISIBLE + 1000));
        }
        assertThat(pop(member, 1)).isEmpty();
        PopClient operator = new PopClient(world.broker(), "operators");
        PopMessageResponse dead =
                world.await(operator.ask(operator.wish(TopicNames.deadLetterTopic(GROUP), -1, 1, INVISIBLE, 0)));
        List<Got> letters = operator.got(TopicNames.deadLetterTopic(GROUP), dead);
        assertThat(bodies(letters)).containsExactly("poison");
        assertThat(letters.get(0).view().property("RETRY_TOPIC")).contains(TOPIC);
    }

    @Test
    void anEmptyPopIsHeldAndWokenByAnArrivalInAnyQueue() {
        CompletableFuture<PopMessageResponse> held = member.ask(member.wish(TOPIC, -1, 8, INVISIBLE, 15_000));
        world.backend.advance(Duration.ofSeconds(3));
        assertThat(held).isNotDone();
        sendTo(3, "x");
        world.backend.advance(Duration.ofMillis(1));
        assertThat(held).isDone();
        assertThat(bodies(member.got(TOPIC, held.join()))).containsExactly("x");
        CompletableFuture<PopMessageResponse> empty = member.ask(member.wish(TOPIC, -1, 8, INVISIBLE, 15_000));
        world.backend.advance(Duration.ofSeconds(16));
        assertThat(empty.join().status()).isEqualTo(PopStatus.TIMED_OUT);
        assertThat(world.sweepRescues()).isZero();
    }

    @Test
    void aHeldPopIsWokenByWhatComesAgain() {
        send("slow");
        assertThat(pop(member, 8)).hasSize(1);
        CompletableFuture<PopMessageResponse> held = member.ask(member.wish(TOPIC, -1, 8, INVISIBLE, INVISIBLE * 2));
        world.backend.advance(Duration.ofMillis(INVISIBLE + 1000));
        assertThat(held).isDone();
        assertThat(bodies(member.got(TOPIC, held.join()))).containsExactly("slow");
        assertThat(world.sweepRescues()).isZero();
    }

    @Test
    void ofManyHeldPopsOneIsAnsweredAndTheOthersWaitOn() {
        List<CompletableFuture<PopMessageResponse>> held = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            held.add(member.ask(member.wish(TOPIC, -1, 8, INVISIBLE, 15_000)));
        }
        world.backend.advance(Duration.ofSeconds(1));
        send("one");
        world.backend.advance(Duration.ofSeconds(1));
        assertThat(held.stream().filter(CompletableFuture::isDone)).hasSize(1);
        world.backend.advance(Duration.ofSeconds(15));
        assertThat(held.stream().filter(CompletableFuture::isDone)).hasSize(5);
        assertThat(world.sweepRescues()).isZero();
    }

    @Test
    void theTimeCanBeChangedAndThenTheOldHandleIsVoid() {
        send("work");
        Got got = pop(member, 1).get(0);
        world.backend.advance(Duration.ofSeconds(50));
        var changed = world.await(member.invisible(got, 30_000));
        assertThat(changed.invisibleMillis()).isEqualTo(30_000);
        world.backend.advance(Duration.ofSeconds(25));
        assertThat(pop(member, 1)).isEmpty();
        assertThatThrownBy(() -> world.await(member.invisible(got, 30_000)))
                .cause()
                .isInstanceOfSatisfying(
                        CommandFailedException.class, e -> assertThat(e.code()).isEqualTo(ResponseCode.NO_MESSAGE));
        String[] parts = got.handle().split(" ");
        parts[1] = Long.toString(changed.popTime());
        acknowledge(new Got(got.view(), got.topic(), String.join(" ", parts)));
        assertThat(world.committed(GROUP, TOPIC, got.queueId())).isEqualTo(OptionalLong.of(got.offset() + 1));
    }

    @Test
    void chosenByTagAndTheOthersArePassedOver() {
        for (String tag : List.of("a", "b", "a")) {
            world.await(sender.producer()
                    .sendAsync(Message.to(TOPIC)
                            .tag(tag)
                            .body(tag.getBytes(StandardCharsets.UTF_8))
                            .build()));
        }
        PopMessageRequest wish = new PopMessageRequest(
                GROUP, TOPIC, -1, 8, INVISIBLE, 15_000, 0, PopMessageRequest.INIT_MIN, "TAG", "b || c", false, null);
        List<Got> got = member.got(TOPIC, world.await(member.ask(wish)));
        assertThat(bodies(got)).containsExactly("b");
        acknowledge(got.get(0));
        CompletableFuture<PopMessageResponse> held = member.ask(wish);
        world.backend.advance(Duration.ofSeconds(1));
        long committed = 0;
        for (int queueId = 0; queueId < 4; queueId++) {
            committed += world.committed(GROUP, TOPIC, queueId).orElse(0);
        }
        assertThat(committed).isEqualTo(3);
        world.await(sender.producer()
                .sendAsync(Message.to(TOPIC).tag("a").body(new byte[1]).build()));
        world.backend.advance(Duration.ofSeconds(2));
        assertThat(held).isNotDone();
        world.await(sender.producer()
                .sendAsync(Message.to(TOPIC).tag("c").body(new byte[1]).build()));
        world.backend.advance(Duration.ofSeconds(2));
        assertThat(held).isDone();
        held.join().batch().close();
        assertThat(world.sweepRescues()).isZero();
    }

    @Test
    void chosenByAnSql92Expression() {
        for (String size : List.of("1", "7", "9")) {
            world.await(sender.producer()
                    .sendAsync(Message.to(TOPIC)
                            .property("size", size)
                            .body(size.getBytes(StandardCharsets.UTF_8))
                            .build()));
        }
        PopMessageRequest wish = new PopMessageRequest(
                GROUP, TOPIC, -1, 8, INVISIBLE, 0, 0, PopMessageRequest.INIT_MIN, "SQL92", "size > 5", false, null);
        assertThat(bodies(member.got(TOPIC, world.await(member.ask(wish))))).containsExactly("7", "9");
        assertRefused(
                new PopMessageRequest(
                        GROUP,
                        TOPIC,
                        -1,
                        8,
                        INVISIBLE,
                        0,
                        0,
                        PopMessageRequest.INIT_MIN,
                        "SQL92",
                        "size >",
                        false,
                        null),
                ResponseCode.SUBSCRIPTION_PARSE_FAILED,
                "size >");
    }

    @Test
    void aNewGroupBeginsWhereItAsksTo() {
        sendTo(0, "old");
        PopMessageRequest latest = new PopMessageRequest(
                "late", TOPIC, 0, 8, INVISIBLE, 0, 0, PopMessageRequest.INIT_MAX, "TAG", "*", false, null);
        PopClient late = new PopClient(world.broker(), "late");
        // The queue is young: as official brokers have it, its messages are all new to a new group.
        assertThat(bodies(late.got(TOPIC, world.await(late.ask(latest))))).containsExactly("old");
    }

    @Test
    void anOrderedQueueIsHandedOutAgainBeforeAnythingNew() {
        for (int i = 0; i < 4; i++) {
            sendTo(1, "m" + i);
        }
        List<Got> first = member.got(TOPIC, world.await(member.ask(member.ordered(TOPIC, 2, INVISIBLE, 0, "try 1"))));
        assertThat(bodies(first)).containsExactly("m0", "m1");
        assertThat(first.get(0).handle()).contains(" 999 0 ");
        CompletableFuture<PopMessageResponse> held = member.ask(member.ordered(TOPIC, 2, INVISIBLE, 15_000, null));
        world.backend.advance(Duration.ofSeconds(1));
        assertThat(held).isNotDone();
        List<Got> same = member.got(TOPIC, world.await(member.ask(member.ordered(TOPIC, 2, INVISIBLE, 0, "try 1"))));
        assertThat(bodies(same)).containsExactly("m0", "m1");
        acknowledge(same.get(0));
        world.backend.advance(Duration.ofSeconds(1));
        assertThat(held).isNotDone();
        acknowledge(same.get(1));
        world.backend.advance(Duration.ofMillis(1));
        assertThat(bodies(member.got(TOPIC, held.join()))).containsExactly("m2", "m3");
        world.backend.advance(Duration.ofMillis(INVISIBLE + 1000));
        PopMessageResponse again = world.await(member.ask(member.ordered(TOPIC, 2, INVISIBLE, 0, null)));
        assertThat(again.orderCounts()).isEqualTo("0 qo1%2 1;0 qo1%3 1");
        assertThat(bodies(member.got(TOPIC, again))).containsExactly("m2", "m3");
    }

    @Test
    void anAcknowledgementOfManyAtOnce() {
        for (int i = 0; i < 5; i++) {
            sendTo(0, "m" + i);
        }
        List<Got> got = popQueue(0, 5);
        String[] handle = got.get(0).handle().split(" ");
        assertThat(world.await(member.ask(new BatchAckMessageRequest(
                        "b",
                        List.of(new BatchAckMessageRequest.Entry(
                                GROUP,
                                TOPIC,
                                "0",
                                0,
                                0,
                                0,
                                Long.parseLong(handle[1]),
                                INVISIBLE,
                                List.of(0L, 1L, 3L)))))))
                .isEqualTo(new EmptyResponse());
        assertThat(world.committed(GROUP, TOPIC, 0)).isEqualTo(OptionalLong.of(2));
        assertRefused(
                new AckMessageRequest(GROUP, TOPIC, 0, got.get(2).handle(), 99), ResponseCode.NO_MESSAGE, "no such");
        assertRefused(
                new AckMessageRequest(GROUP, TOPIC, 0, "nonsense", 2), ResponseCode.MESSAGE_ILLEGAL, "'nonsense'");
        assertRefused(
                new AckMessageRequest(GROUP, "none", 0, got.get(2).handle(), 2), ResponseCode.TOPIC_NOT_EXIST, "");
    }

    @Test
    void whoMovesTheOffsetOfAGroupRewindsItsPops() {
        for (int i = 0; i < 4; i++) {
            sendTo(0, "m" + i);
        }
        List<Got> got = popQueue(0, 4);
        acknowledge(got.get(0), got.get(1), got.get(2));
        world.await(member.ask(new UpdateConsumerOffsetRequest(GROUP, TOPIC, 0, 1)));
        acknowledge(got.get(3));
        assertThat(world.committed(GROUP, TOPIC, 0)).isEqualTo(OptionalLong.of(1));
        assertThat(bodies(popQueue(0, 8))).containsExactly("m1", "m2", "m3");
    }

    @Test
    void aKilledBrokerKeepsWhatIsOutAndWhatIsAcknowledged() {
        for (int i = 0; i < 6; i++) {
            sendTo(0, "m" + i);
        }
        List<Got> got = popQueue(0, 4);
        acknowledge(got.get(1), got.get(3));
        // So long a crash may forget.
        world.backend.advance(Duration.ofSeconds(6));
        world.losePower();
        world.startBroker();
        connect();
        assertThat(bodies(popQueue(0, 8))).containsExactly("m4", "m5");
        // The handles still count.
        acknowledge(got.get(0));
        world.backend.advance(Duration.ofMillis(INVISIBLE));
        List<Got> again = pop(member, 8);
        assertThat(bodies(again)).contains("m2").doesNotContain("m0", "m1", "m3");
    }

    @Test
    void whatACrashForgetsComesAtOnce() {
        sendTo(0, "m0");
        assertThat(popQueue(0, 4)).hasSize(1);
        world.losePower();
        world.startBroker();
        connect();
        assertThat(bodies(popQueue(0, 4))).containsExactly("m0");
    }

    @Test
    void membersAreToldWhetherTheyPopAndWhat() {
        for (String id : List.of("c1", "c2")) {
            world.await(member.ask(new HeartbeatRequest(
                    id,
                    List.of(),
                    List.of(new HeartbeatRequest.Consumer(
                            GROUP, "CONSUME_PASSIVELY", "CLUSTERING", "CONSUME_FROM_LAST_OFFSET", List.of())))));
        }
        assertThat(assigned("c1")).containsExactly("PULL 0", "PULL 1");
        assertThat(assigned("c2")).containsExactly("PULL 2", "PULL 3");
        set(0);
        assertThat(assigned("c1")).containsExactly("POP -1");
        set(1);
        assertThat(assigned("c1")).containsExactly("POP 0", "POP 1", "POP 2", "POP 3");
        world.killBroker();
        world.startBroker();
        connect();
        assertThat(world.await(member.ask(new io.mqspring.protocol.GetRequestModesRequest()))
                        .entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.mode()).isEqualTo(MessageRequestMode.POP));
        // Nobody has sent a heartbeat to the new broker: everybody keeps what he has.
        assertThat(world.await(member.ask(new QueryAssignmentRequest(GROUP, TOPIC, "c1", "AVG", "CLUSTERING")))
                        .assignments())
                .isEmpty();
        assertRefused(
                new SetRequestModeRequest("%RETRY%g", GROUP, MessageRequestMode.POP, 0),
                ResponseCode.NO_PERMISSION,
                "retry topics");
    }

    @Test
    void shortPollingLooksOnceMore() {
        BrokerSettings settings = world.brokerSettings().withLongPolling(false);
        world.killBroker();
        world.brokerSettings(settings);
        world.startBroker();
        world.broker().createTopic(TOPIC, 4);
        connect();
        CompletableFuture<PopMessageResponse> held = member.ask(member.wish(TOPIC, -1, 8, INVISIBLE, 15_000));
        world.backend.advance(Duration.ofMillis(10));
        send("y");
        assertThat(held).isNotDone();
        world.backend.advance(Duration.ofSeconds(2));
        assertThat(bodies(member.got(TOPIC, held.join()))).containsExactly("y");
    }

    @Test
    void nothingIsLostWhateverDies() {
        Simulation.overSeeds(15, backend -> new PopTurmoil(backend).run(Duration.ofMinutes(3)));
    }

    @Test
    @Tag("ci")
    void nothingIsLostWhateverDiesForLong() {
        Simulation.overSeeds(30, backend -> new PopTurmoil(backend).run(Duration.ofMinutes(4)));
    }

    private void set(int share) {
        world.await(member.ask(new SetRequestModeRequest(TOPIC, GROUP, MessageRequestMode.POP, share)));
    }

    private List<String> assigned(String client) {
        QueryAssignmentResponse answer =
                world.await(member.ask(new QueryAssignmentRequest(GROUP, TOPIC, client, "AVG", "CLUSTERING")));
        return answer.assignments().orElseThrow().stream()
                .map(assignment -> assignment.mode() + " " + assignment.queue().queueId())
                .toList();
    }

    private void assertRefused(io.mqspring.protocol.Request<?> request, ResponseCode code, String text) {
        assertThatThrownBy(() -> world.await(member.ask(request)))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        CommandFailedException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(text);
    }

    private void send(String... bodies) {
        for (String body : bodies) {
            RuntimeWorld.send(sender, TOPIC, body);
        }
        world.backend.advance(Duration.ofMillis(200));
    }

    private void sendTo(int queueId, String body) {
        world.await(member.ask(new io.mqspring.protocol.SendMessageRequest(
                "p",
                TOPIC,
                TopicNames.AUTO_CREATE_TOPIC,
                4,
                queueId,
                0,
                1,
                0,
                "",
                0,
                -1,
                java.nio.ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)))));
    }

    private List<Got> pop(PopClient who, int most) {
        return who.got(TOPIC, world.await(who.ask(who.wish(TOPIC, -1, most, INVISIBLE, 0))));
    }

    private List<Got> popQueue(int queueId, int most) {
        return member.got(TOPIC, world.await(member.ask(member.wish(TOPIC, queueId, most, INVISIBLE, 0))));
    }

    private void acknowledge(Got... messages) {
        for (Got got : messages) {
            world.await(member.acknowledge(got));
        }
    }

    private static Set<String> bodies(List<Got> got) {
        Set<String> bodies = new HashSet<>();
        got.forEach(message ->
                assertThat(bodies.add(message.body())).as("%s twice", message).isTrue());
        return new java.util.TreeSet<>(bodies);
    }
}
