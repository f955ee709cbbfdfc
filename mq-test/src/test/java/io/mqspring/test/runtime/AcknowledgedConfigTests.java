package io.mqspring.test.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.CreateGroupRequest;
import io.mqspring.protocol.CreateTopicRequest;
import io.mqspring.protocol.CreateTopicsRequest;
import io.mqspring.protocol.DeleteKvConfigRequest;
import io.mqspring.protocol.GetGroupRequest;
import io.mqspring.protocol.GetKvConfigRequest;
import io.mqspring.protocol.GetTopicConfigRequest;
import io.mqspring.protocol.PutKvConfigRequest;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.protocol.SubscriptionGroup;
import io.mqspring.protocol.TopicConfigResponse;
import io.mqspring.test.simulation.SimulatedBackend;
import io.mqspring.transport.RemotingClient;
import io.mqspring.transport.RequestContext;
import io.mqspring.transport.RequestHandler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator was told is set is set after a crash that comes at once. */
class AcknowledgedConfigTests {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int PERM = 6;

    private final SimulatedBackend backend = SimulatedBackend.seeded(1);
    private final RuntimeWorld world = new RuntimeWorld(backend);
    private RemotingClient operator;

    @BeforeEach
    void start() {
        world.startBroker();
        operator = world.network.client(backend.node("operator"), new NoQuestions());
    }

    @AfterEach
    void end() {
        backend.close();
    }

    /** Two in a row, since changes that follow each other closely are otherwise written together, a while later. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void topicsKeepTheirQueues(boolean power) {
        ask(new CreateTopicRequest("first", 7, 7, PERM, false));
        ask(new CreateTopicRequest("second", 9, 8, PERM, true));
        crash(power);
        assertThat(topic("first").readQueues()).isEqualTo(7);
        assertThat(topic("second").readQueues()).isEqualTo(9);

        ask(new CreateTopicsRequest(List.of(new TopicConfigResponse("third", 3, 3, PERM, 0, false))));
        ask(new CreateTopicsRequest(List.of(new TopicConfigResponse("third", 5, 5, PERM, 0, false))));
        crash(power);
        assertThat(topic("third").readQueues()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void groupsKeepTheirSettings(boolean power) {
        ask(new CreateGroupRequest(SubscriptionGroup.defaults("first")));
        ask(new CreateGroupRequest(SubscriptionGroup.defaults("second")));
        crash(power);
        assertThat(ask(new GetGroupRequest("second")).group()).isEqualTo(SubscriptionGroup.defaults("second"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void valuesOfTheNameServerStayAndStayAway(boolean power) {
        ask(new PutKvConfigRequest("space", "gone", "1"));
        ask(new PutKvConfigRequest("space", "kept", "2"));
        ask(new DeleteKvConfigRequest("space", "gone"));
        crash(power);
        assertThat(ask(new GetKvConfigRequest("space", "kept")).value()).isEqualTo("2");
        assertThatThrownBy(() -> ask(new GetKvConfigRequest("space", "gone")))
                .isInstanceOf(CommandFailedException.class);
    }

    @Test
    void whatCannotBeWrittenIsNotSaidToBeSet() {
        ask(new CreateTopicRequest("first", 7, 7, PERM, false));
        world.disk.setFreeBytes(0);
        assertThatThrownBy(() -> ask(new CreateTopicRequest("second", 9, 9, PERM, false)))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("is its disk full?");

        world.disk.setFreeBytes(1 << 30);
        ask(new CreateTopicRequest("second", 9, 9, PERM, false));
        crash(true);
        assertThat(topic("second").readQueues()).isEqualTo(9);
    }

    private TopicConfigResponse topic(String name) {
        return ask(new GetTopicConfigRequest(name));
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

    private <R extends Response> R ask(Request<R> request) {
        CompletableFuture<R> answer = operator.exchange(RuntimeWorld.ADDRESS, request, Duration.ofSeconds(10));
        backend.runUntil(answer::isDone, RuntimeWorld.SOON);
        try {
            return answer.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
    }

    /** A broker asks an operator nothing. */
    private static final class NoQuestions implements RequestHandler {

        @Override
        public <R extends Response> CompletableFuture<R> handle(RequestContext context, Request<R> request) {
            return new CompletableFuture<>();
        }
    }
}
