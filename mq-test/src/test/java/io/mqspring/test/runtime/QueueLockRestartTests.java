package io.mqspring.test.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.message.MessageQueue;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.LockQueuesRequest;
import io.mqspring.protocol.LockQueuesResponse;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.protocol.UnlockQueuesRequest;
import io.mqspring.protocol.UnregisterClientRequest;
import io.mqspring.test.simulation.SimulatedBackend;
import io.mqspring.transport.RemotingClient;
import io.mqspring.transport.RequestContext;
import io.mqspring.transport.RequestHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of locks of queues when the broker goes and comes back. */
class QueueLockRestartTests {

    private static final String FILE = "config/queueLocks.json";
    private static final String GROUP = "billing";
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final List<MessageQueue> QUEUES = List.of(queue(0), queue(1));

    private final SimulatedBackend backend = SimulatedBackend.seeded(1);
    private final RuntimeWorld world = new RuntimeWorld(backend);
    private final Map<String, RemotingClient> members = new HashMap<>();

    @BeforeEach
    void start() {
        world.startBroker();
        world.broker().createTopic("orders", 2);
        backend.advance(SECOND);
    }

    @AfterEach
    void end() {
        backend.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBrokerThatComesBackKnowsWhoHoldsWhat(boolean power) {
        assertThat(lock("a", 0)).containsExactly(queue(0));
        assertThat(lock("dead", 1)).containsExactly(queue(1));
        crash(power);
        assertThat(lock("b", 0, 1)).isEmpty();
        assertThat(lock("a", 0)).as("a live member goes on").containsExactly(queue(0));

        backend.advance(Duration.ofSeconds(40));
        assertThat(lock("a", 0)).containsExactly(queue(0));
        crash(power);
        assertThat(lock("b", 0, 1)).isEmpty();
        backend.advance(Duration.ofSeconds(50));
        assertThat(lock("b", 0, 1)).isEmpty();
        assertThat(lock("a", 0)).containsExactly(queue(0));
        backend.advance(Duration.ofSeconds(11));
        assertThat(lock("b", 0, 1)).as("a dead member is waited for no longer").containsExactly(queue(1));
    }

    @Test
    void aRestartInGoodOrderMakesNobodyWait() {
        assertThat(lock("a", 0)).containsExactly(queue(0));
        assertThat(lock("gone", 1)).containsExactly(queue(1));
        ask("a", new UnlockQueuesRequest("a", GROUP, List.of(queue(0))));
        ask("gone", new UnregisterClientRequest("gone", null, GROUP));
        world.broker().close();
        crash(false);
        assertThat(lock("b", 0, 1)).containsExactlyElementsOf(QUEUES);
    }

    @Test
    void whatWasGivenBackIsFreeAfterACrashSoonAfterwards() {
        assertThat(lock("a", 0, 1)).hasSize(2);
        ask("a", new UnlockQueuesRequest("a", GROUP, QUEUES));
        backend.advance(SECOND);
        crash(true);
        assertThat(lock("b", 0, 1)).hasSize(2);
    }

    @Test
    void membersInTheBrokersJvmDieWithIt() {
        assertThat(world.ask(new LockQueuesRequest("inside", GROUP, QUEUES))
                        .orElseThrow()
                        .locked())
                .isEqualTo(QUEUES);
        assertThat(lock("a", 0, 1)).isEmpty();
        backend.advance(SECOND);
        assertThat(world.disk.paths()).doesNotContain(FILE);
        crash(true);
        assertThat(lock("a", 0, 1)).hasSize(2);
    }

    @Test
    void whenItsFileIsDamagedNobodyGetsALockUntilAllMustHaveRunOut() {
        assertThat(lock("a", 0)).hasSize(1);
        assertThat(lock("b", 1)).hasSize(1);
        world.losePower();
        backend.advance(SECOND);
        world.disk.flipBit(FILE, 30, 1);
        world.startBroker();
        assertThat(world.disk.paths()).contains(FILE + ".damaged");

        for (int seconds = 0; seconds < 58; seconds += 2) {
            for (String member : List.of("a", "b", "c")) {
                assertThatThrownBy(() -> lock(member, 0, 1))
                        .isInstanceOf(CommandFailedException.class)
                        .hasMessageContaining("could not read at its start who holds which queue");
            }
            backend.advance(Duration.ofSeconds(2));
        }
        backend.advance(Duration.ofSeconds(3));
        assertThat(lock("c", 0)).hasSize(1);
        crash(true);
        assertThat(lock("a", 0)).as("the damage is over").isEmpty();
    }

    @Test
    void onAFullDiskNobodyNewGetsALockAndNobodyLosesOne() {
        assertThat(lock("a", 0)).hasSize(1);
        world.disk.setFreeBytes(0);
        assertThatThrownBy(() -> lock("b", 1))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("is its disk full?");
        assertThat(lock("a", 0)).hasSize(1);

        world.disk.setFreeBytes(1 << 30);
        assertThat(lock("b", 1)).hasSize(1);
        crash(true);
        assertThat(lock("c", 0, 1)).isEmpty();
    }

    /** When many members begin at once, one write is for all that wait for it. */
    @Test
    void manyWhoAskAtOnceAreAllWrittenDown() {
        List<CompletableFuture<LockQueuesResponse>> asked = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            asked.add(member("m" + i)
                    .exchange(
                            RuntimeWorld.ADDRESS,
                            new LockQueuesRequest("m" + i, "group-" + i, QUEUES),
                            Duration.ofSeconds(10)));
        }
        asked.forEach(one -> assertThat(world.await(one).locked()).hasSize(2));
        crash(true);
        for (int i = 0; i < 50; i++) {
            LockQueuesRequest other = new LockQueuesRequest("other", "group-" + i, QUEUES);
            assertThat(ask("other", other).locked()).isEmpty();
        }
    }

    private void crash(boolean power) {
        if (power) {
            world.losePower();
        } else {
            world.killBroker();
        }
        backend.advance(SECOND);
        world.startBroker();
    }

    private List<MessageQueue> lock(String member, int... queueIds) {
        List<MessageQueue> wanted = new ArrayList<>();
        for (int queueId : queueIds) {
            wanted.add(queue(queueId));
        }
        return ask(member, new LockQueuesRequest(member, GROUP, wanted)).locked();
    }

    private <R extends Response> R ask(String member, Request<R> request) {
        CompletableFuture<R> answer = member(member).exchange(RuntimeWorld.ADDRESS, request, Duration.ofSeconds(10));
        backend.runUntil(answer::isDone, RuntimeWorld.SOON);
        try {
            return answer.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
    }

    private RemotingClient member(String name) {
        return members.computeIfAbsent(name, node -> world.network.client(backend.node(node), new NoQuestions()));
    }

    private static MessageQueue queue(int queueId) {
        return new MessageQueue("orders", RuntimeWorld.BROKER_NAME, queueId);
    }

    /** A broker asks these members nothing. */
    private static final class NoQuestions implements RequestHandler {

        @Override
        public <R extends Response> CompletableFuture<R> handle(RequestContext context, Request<R> request) {
            return new CompletableFuture<>();
        }
    }
}
