package io.mqspring.producer;

import static io.mqspring.producer.ProducerFixture.failureOf;
import static io.mqspring.producer.ProducerFixture.message;
import static io.mqspring.producer.ProducerFixture.ordered;
import static io.mqspring.scripted.ScriptedRemoting.done;
import static io.mqspring.scripted.ScriptedRemoting.failed;
import static io.mqspring.scripted.ScriptedRemoting.refused;
import static io.mqspring.scripted.ScriptedRemoting.stored;
import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.message.Message;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.PropertyNames;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.SendMessageResponse;
import io.mqspring.transport.RemotingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages with a sharding key: which queue they go to, and that a retry changes neither queue nor order. */
class OrderedSendTests {

    private final ProducerFixture fixture = new ProducerFixture();

    @BeforeEach
    void aTopicOnTwoBrokers() {
        fixture.topic("orders", 2, "a", "b");
    }

    /** Facts from the official SelectMessageQueueByHash: the remainder of the hash, then its absolute value. */
    @Test
    void aKeyGoesToTheQueueThatTheOfficialSelectorChooses() {
        List<MessageQueue> queues = new ArrayList<>();
        for (int id = 0; id < 4; id++) {
            queues.add(new MessageQueue("orders", "a", id));
        }
        // Its floored remainder would be 1.
        assertThat("order-0".hashCode()).isEqualTo(-1_207_111_311);
        assertThat(select("order-0", queues)).isEqualTo(3);
        assertThat(select("a", queues)).isEqualTo('a' % 4);
        // A text whose hash is Integer.MIN_VALUE has no absolute value.
        assertThat("polygenelubricants".hashCode()).isEqualTo(Integer.MIN_VALUE);
        assertThat(select("polygenelubricants", queues)).isZero();
        assertThat(select("polygenelubricants", queues.subList(0, 3))).isEqualTo(2);
    }

    private static int select(String key, List<MessageQueue> queues) {
        return QueueSelector.byKey(key).select(message("orders"), queues).queueId();
    }

    @Test
    void oneKeyGoesToOneQueueUntilTheNumberOfQueuesChanges() {
        for (int i = 0; i < 5; i++) {
            fixture.producer.sendAsync(ordered("orders", "o-1", "k" + i));
        }
        assertThat(fixture.went()).hasSize(5).containsOnly(fixture.went().get(0));

        fixture.topic("orders", 8, "a", "b");
        int index = Math.abs("o-1".hashCode() % 16);
        fixture.producer.sendAsync(ordered("orders", "o-1", "k5"));
        assertThat(fixture.went().get(5)).isEqualTo((index < 8 ? "a:" : "b:") + index % 8);
    }

    @Test
    void aFailedSendIsTriedAgainOnItsOwnQueueOnly() {
        AtomicInteger attempts = new AtomicInteger();
        fixture.answer((broker, request) -> attempts.incrementAndGet() < 3
                ? failed(RemotingException.Kind.CONNECT_FAILED, "refused")
                : done(stored(request.queueId(), 7)));

        CompletableFuture<SendResult> sent = fixture.producer.sendAsync(ordered("orders", "o-1", "k"));
        fixture.backend.advance(Duration.ofSeconds(1));

        assertThat(sent).isCompleted();
        assertThat(fixture.went()).hasSize(3).containsOnly(fixture.went().get(0));
    }

    @Test
    void aRetryGoesToTheSameQueueWhenTheNumberOfQueuesHasChangedMeanwhile() {
        AtomicInteger attempts = new AtomicInteger();
        fixture.answer((broker, request) -> attempts.incrementAndGet() < 2
                ? refused(ResponseCode.SYSTEM_BUSY, "busy")
                : done(stored(request.queueId(), 7)));
        fixture.producer.sendAsync(ordered("orders", "o-1", "k"));
        fixture.topic("orders", 7, "a", "b");
        fixture.backend.advance(Duration.ofSeconds(1));

        assertThat(fixture.went()).hasSize(2).containsOnly(fixture.went().get(0));
    }

    @Test
    void whatComesLaterWaitsBehindTheOneThatIsTriedAgain() {
        AtomicInteger attempts = new AtomicInteger();
        fixture.answer((broker, request) -> attempts.incrementAndGet() <= 2
                ? refused(ResponseCode.SYSTEM_BUSY, "busy")
                : done(stored(request.queueId(), 7)));

        List<CompletableFuture<SendResult>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(fixture.producer.sendAsync(ordered("orders", "o-1", "k" + i)));
        }
        assertThat(fixture.sent(PropertyNames.KEYS)).containsExactly("k0");
        fixture.backend.advance(Duration.ofSeconds(1));

        assertThat(fixture.sent(PropertyNames.KEYS)).containsExactly("k0", "k0", "k0", "k1", "k2", "k3");
        assertThat(all).allSatisfy(sent -> assertThat(sent).isCompleted());
        // Nothing is left over: the next one goes at once.
        fixture.producer.sendAsync(ordered("orders", "o-1", "k4"));
        assertThat(fixture.sent(PropertyNames.KEYS)).endsWith("k4");
        assertThat(fixture.producer.pendingBytes()).isZero();
    }

    @Test
    void otherKeysAreNotHeldUp() {
        fixture.answer((broker, request) -> request.properties().contains("\u0001stuck\u0002")
                ? refused(ResponseCode.SYSTEM_BUSY, "busy")
                : done(stored(request.queueId(), 7)));
        CompletableFuture<SendResult> stuck = fixture.producer.sendAsync(ordered("orders", "stuck", "k"));
        assertThat(fixture.producer.sendAsync(ordered("orders", "free", "k"))).isCompleted();
        assertThat(stuck).isNotDone();
    }

    @Test
    void whatFailedIsNotTriedAgainWhenALaterOneIsOnItsWay() {
        List<CompletableFuture<SendMessageResponse>> answers = new ArrayList<>();
        fixture.answer((broker, request) -> {
            answers.add(new CompletableFuture<>());
            return answers.get(answers.size() - 1);
        });
        CompletableFuture<SendResult> first = fixture.producer.sendAsync(ordered("orders", "o-1", "k0"));
        CompletableFuture<SendResult> second = fixture.producer.sendAsync(ordered("orders", "o-1", "k1"));
        answers.get(0).completeExceptionally(new RemotingException(RemotingException.Kind.CONNECTION_LOST, "reset"));
        answers.get(1).complete(stored(0, 1));
        fixture.backend.advance(Duration.ofSeconds(5));

        assertThat(failureOf(first).kind()).isEqualTo(SendException.Kind.UNREACHABLE);
        assertThat(second).isCompleted();
        assertThat(fixture.sent(PropertyNames.KEYS)).containsExactly("k0", "k1");
    }

    @Test
    void whoWaitsBehindAnotherEndsWithinItsOwnTimeToo() {
        fixture.answer((broker, request) -> refused(ResponseCode.SYSTEM_BUSY, "busy"));
        CompletableFuture<SendResult> first = fixture.producer.sendAsync(ordered("orders", "o-1", "k0"));
        fixture.backend.advance(Duration.ofMillis(10));
        CompletableFuture<SendResult> second = fixture.producer.sendAsync(ordered("orders", "o-1", "k1"));
        fixture.backend.advance(Duration.ofMillis(3100));

        assertThat(failureOf(first).kind()).isEqualTo(SendException.Kind.BUSY);
        assertThat(failureOf(second)).hasMessageContaining("orders");
        assertThat(fixture.producer.pendingBytes()).isZero();
    }

    @Test
    void closingFailsWhatWaitsBehindAnother() {
        fixture.answer((broker, request) -> refused(ResponseCode.SYSTEM_BUSY, "busy"));
        List<CompletableFuture<SendResult>> all = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            all.add(fixture.producer.sendAsync(ordered("orders", "o-1", "k" + i)));
        }
        fixture.producer.close();
        fixture.backend.advance(Duration.ofSeconds(1));
        assertThat(all).allSatisfy(sent -> assertThat(failureOf(sent).kind()).isEqualTo(SendException.Kind.CLOSED));
        assertThat(fixture.producer.pendingBytes()).isZero();
    }

    @Test
    void aUsersOwnSelectorIsAskedOnceAndItsQueueKept() {
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger attempts = new AtomicInteger();
        fixture.answer((broker, request) -> attempts.incrementAndGet() < 2
                ? refused(ResponseCode.SYSTEM_BUSY, "busy")
                : done(stored(request.queueId(), 7)));
        CompletableFuture<SendResult> sent = fixture.producer.sendAsync(message("orders"), (message, queues) -> {
            asked.incrementAndGet();
            return queues.get(3);
        });
        fixture.backend.advance(Duration.ofSeconds(1));
        assertThat(sent).isCompleted();
        assertThat(asked).hasValue(1);
        assertThat(fixture.went()).containsExactly("b:1", "b:1");
    }

    @Test
    void aSelectorThatFailsOrChoosesAnotherQueueIsNamed() {
        SendException thrown = failureOf(fixture.producer.sendAsync(message("orders"), (message, queues) -> {
            throw new IllegalStateException("no idea");
        }));
        assertThat(thrown.kind()).isEqualTo(SendException.Kind.INVALID);
        assertThat(thrown).hasMessageContainingAll("selector", "orders", "no idea");
        SendException strange = failureOf(fixture.producer.sendAsync(
                Message.to("orders").body(new byte[1]).build(),
                (message, queues) -> new MessageQueue("orders", "z", 9)));
        assertThat(strange.kind()).isEqualTo(SendException.Kind.INVALID);
        assertThat(strange).hasMessageContainingAll("none of the queues", "z");
        assertThat(fixture.went()).isEmpty();
    }
}
