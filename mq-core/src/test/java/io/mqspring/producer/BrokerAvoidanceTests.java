package io.mqspring.producer;

import static io.mqspring.producer.ProducerFixture.failureOf;
import static io.mqspring.producer.ProducerFixture.message;
import static io.mqspring.scripted.ScriptedRemoting.done;
import static io.mqspring.scripted.ScriptedRemoting.failed;
import static io.mqspring.scripted.ScriptedRemoting.refused;
import static io.mqspring.scripted.ScriptedRemoting.stored;
import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.SendMessageResponse;
import io.mqspring.transport.RemotingException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Brokers that are busy, slow or gone, in virtual time. */
class BrokerAvoidanceTests {

    private final ProducerFixture fixture = new ProducerFixture();
    private final Set<String> down = new HashSet<>();

    private void brokersThatMayBeDown() {
        fixture.answer((broker, request) -> down.contains(broker)
                ? failed(RemotingException.Kind.CONNECT_FAILED, "refused")
                : done(stored(request.queueId(), 7)));
    }

    private long attemptsAt(String broker) {
        return fixture.went().stream().filter(at -> at.startsWith(broker)).count();
    }

    private void send(int count) {
        for (int i = 0; i < count; i++) {
            assertThat(fixture.producer.sendAsync(message("orders"))).isCompleted();
        }
    }

    @Test
    void aBrokerThatFailedIsLeftOutForATimeThatGrowsAndThenTriedByOneSend() {
        fixture.topic("orders", 2, "a", "b", "c");
        brokersThatMayBeDown();
        down.add("a");
        send(12);
        assertThat(attemptsAt("a")).isEqualTo(1);

        fixture.backend.advance(Duration.ofMillis(1900));
        send(12);
        assertThat(attemptsAt("a")).isEqualTo(1);
        fixture.backend.advance(Duration.ofMillis(200));
        send(12);
        assertThat(attemptsAt("a")).isEqualTo(2);
        // The second pause is twice as long.
        fixture.backend.advance(Duration.ofMillis(3900));
        send(12);
        assertThat(attemptsAt("a")).isEqualTo(2);
        fixture.backend.advance(Duration.ofMillis(200));
        down.clear();
        send(12);
        assertThat(attemptsAt("a")).isGreaterThanOrEqualTo(4);
    }

    @Test
    void theTimeIsBounded() {
        fixture.topic("orders", 1, "a", "b");
        brokersThatMayBeDown();
        down.add("a");
        for (int i = 0; i < 20; i++) {
            send(3);
            fixture.backend.advance(Duration.ofSeconds(31));
        }
        assertThat(attemptsAt("a")).isEqualTo(20);
    }

    @Test
    void theOthersShareWhatTheAvoidedOneDoesNotGet() {
        fixture.topic("orders", 2, "a", "b", "c");
        brokersThatMayBeDown();
        down.add("a");
        send(1 + 24);
        assertThat(fixture.went().stream().filter(at -> at.equals("b:0")).count())
                .isBetween(5L, 7L);
        assertThat(fixture.went().stream().filter(at -> at.equals("c:1")).count())
                .isBetween(5L, 7L);
    }

    @Test
    void whenNoOtherIsLeftAnAvoidedBrokerIsTaken() {
        fixture.topic("orders", 2, "a", "b");
        brokersThatMayBeDown();
        down.add("a");
        down.add("b");
        CompletableFuture<SendResult> sent = fixture.producer.sendAsync(message("orders"));
        down.remove("a");
        fixture.backend.advance(Duration.ofSeconds(1));
        assertThat(sent).isCompleted();
        assertThat(sent.join().queue().brokerName()).isEqualTo("a");

        fixture.topic("alone", 4, "b");
        down.clear();
        for (int i = 0; i < 4; i++) {
            assertThat(fixture.producer.sendAsync(message("alone"))).isCompleted();
        }
    }

    @Test
    void aSlowBrokerIsLeftOutForATimeThatFollowsFromHowSlow() {
        fixture.topic("orders", 2, "a", "b");
        fixture.answer((broker, request) -> {
            CompletableFuture<SendMessageResponse> answer = new CompletableFuture<>();
            Duration latency = broker.equals("a") ? Duration.ofMillis(600) : Duration.ofMillis(1);
            fixture.loop.schedule(() -> answer.complete(stored(request.queueId(), 7)), latency);
            return answer;
        });
        for (int i = 0; i < 4; i++) {
            fixture.producer.sendAsync(message("orders"));
        }
        fixture.backend.advance(Duration.ofSeconds(1));
        long before = attemptsAt("a");
        for (int i = 0; i < 8; i++) {
            fixture.producer.sendAsync(message("orders"));
        }
        assertThat(attemptsAt("a")).isEqualTo(before);
        // Two seconds for 600 ms; then one send finds out.
        fixture.backend.advance(Duration.ofMillis(2100));
        for (int i = 0; i < 8; i++) {
            fixture.producer.sendAsync(message("orders"));
        }
        assertThat(attemptsAt("a")).isEqualTo(before + 1);
    }

    @Test
    void itCanBeSwitchedOff() {
        ProducerFixture off = new ProducerFixture(ProducerSettings.defaults().withAvoidSlowBrokers(false));
        off.topic("orders", 1, "a", "b");
        off.answer((broker, request) -> broker.equals("a")
                ? failed(RemotingException.Kind.CONNECT_FAILED, "refused")
                : done(stored(request.queueId(), 7)));
        for (int i = 0; i < 8; i++) {
            off.producer.sendAsync(message("orders"));
        }
        assertThat(off.went().stream().filter("a:0"::equals).count()).isGreaterThanOrEqualTo(4);
    }

    @Test
    void aBusyBrokerIsWaitedForAsLongAsTheSendMayTake() {
        fixture.topic("orders", 4, "a");
        boolean[] busy = {true};
        fixture.answer((broker, request) ->
                busy[0] ? refused(ResponseCode.SYSTEM_BUSY, "[OVERLOAD]") : done(stored(request.queueId(), 7)));
        CompletableFuture<SendResult> sent = fixture.producer.sendAsync(message("orders"));
        fixture.backend.advance(Duration.ofMillis(2500));
        assertThat(sent).isNotDone();
        // More often than a failure is tried again, and less and less often.
        assertThat(fixture.went().size()).isBetween(4, 8);
        busy[0] = false;
        fixture.backend.advance(Duration.ofMillis(600));
        assertThat(sent).isCompleted();
    }

    @Test
    void aBrokerThatStaysBusyIsAnErrorThatSaysSo() {
        fixture.topic("orders", 4, "a");
        fixture.answer((broker, request) -> refused(ResponseCode.FLOW_CONTROL, "flow control"));
        CompletableFuture<SendResult> sent = fixture.producer.sendAsync(message("orders"));
        fixture.backend.advance(Duration.ofSeconds(4));
        SendException failure = failureOf(sent);
        assertThat(failure.kind()).isEqualTo(SendException.Kind.BUSY);
        assertThat(failure).hasMessageContainingAll("orders", "flow control", "mq.producer.send-timeout", "Not stored");
        assertThat(fixture.producer.pendingBytes()).isZero();
    }

    @Test
    void aMessageThatMayGoElsewhereDoesNotWaitForABusyBroker() {
        fixture.topic("orders", 2, "a", "b");
        fixture.answer((broker, request) ->
                broker.equals("a") ? refused(ResponseCode.SYSTEM_BUSY, "busy") : done(stored(request.queueId(), 7)));
        for (int i = 0; i < 8; i++) {
            CompletableFuture<SendResult> sent = fixture.producer.sendAsync(message("orders"));
            assertThat(sent).isCompleted();
            assertThat(sent.join().queue().brokerName()).isEqualTo("b");
        }
        assertThat(attemptsAt("a")).isEqualTo(1);
    }

    @Test
    void manyFailuresTogetherAreOne() {
        fixture.topic("orders", 1, "a", "b");
        fixture.answer((broker, request) -> {
            CompletableFuture<SendMessageResponse> answer = new CompletableFuture<>();
            fixture.loop.schedule(
                    () -> {
                        if (broker.equals("a")) {
                            answer.completeExceptionally(
                                    new RemotingException(RemotingException.Kind.CONNECTION_LOST, "reset"));
                        } else {
                            answer.complete(stored(0, 1));
                        }
                    },
                    Duration.ofMillis(1));
            return answer;
        });
        for (int i = 0; i < 100; i++) {
            fixture.producer.sendAsync(message("orders"));
        }
        fixture.backend.advance(Duration.ofMillis(100));
        long before = attemptsAt("a");
        fixture.backend.advance(Duration.ofMillis(2000));
        for (int i = 0; i < 8; i++) {
            fixture.producer.sendAsync(message("orders"));
        }
        assertThat(attemptsAt("a")).isEqualTo(before + 1);
    }
}
