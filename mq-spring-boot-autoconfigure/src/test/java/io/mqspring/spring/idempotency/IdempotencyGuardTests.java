package io.mqspring.spring.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mqspring.consumer.AsyncMessageListener;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.message.Message;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.spring.fixtures.HandClock;
import io.mqspring.spring.fixtures.TestListeners;
import io.mqspring.spring.fixtures.TestMessages;
import io.mqspring.spring.listener.Acknowledgement;
import io.mqspring.spring.listener.MqBatchFailedException;
import io.mqspring.spring.listener.MqListenerDefinitionException;
import io.mqspring.spring.listener.MqListenerObserver;
import io.mqspring.spring.listener.MqRejectException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.core.annotation.AliasFor;
import org.springframework.messaging.handler.annotation.Header;

class IdempotencyGuardTests {

    record Order(@Nullable String id, @Nullable Order parent) {}

    @Retention(RetentionPolicy.RUNTIME)
    @Idempotent
    @interface Once {

        @AliasFor(annotation = Idempotent.class, attribute = "key")
        String by();
    }

    @SuppressWarnings("unused")
    static class Billing {
        final List<@Nullable Object> got = new ArrayList<>();

        @Nullable
        RuntimeException failure;

        @Nullable
        Acknowledgement pending;

        final CompletableFuture<Void> later = new CompletableFuture<>();

        private void take(@Nullable Object value) {
            got.add(value);
            if (failure != null) {
                throw failure;
            }
        }

        @Idempotent(key = "#order.id")
        void order(Order order) {
            take(order.id());
        }

        @Idempotent
        void anyMessage(Order order) {
            take(order.id());
        }

        @Idempotent("#headers['tenant'] + '/' + #headers['mq_keys']")
        void headers(MessageView view) {
            take(view.messageId());
        }

        @Idempotent("#p0.parent.id() + #tenant + #message.topic() + #payload.id.length()")
        void everything(Order order, @Header String tenant) {
            take(order.id());
        }

        @Once(by = "#order.id")
        void composed(Order order) {
            take(order.id());
        }

        @Idempotent(key = "#order.id", ttl = "${ttl}")
        void shortly(Order order) {
            take(order.id());
        }

        @Idempotent(key = "#order.id")
        void later(Order order, Acknowledgement acknowledgement) {
            pending = acknowledgement;
            take(order.id());
        }

        @Idempotent(key = "#payload.id")
        void batch(List<Order> orders) {
            orders.forEach(order -> got.add(order.id()));
            RuntimeException current = failure;
            if (current != null) {
                throw current;
            }
        }

        @Idempotent(key = "#orders.id")
        void batchByItsParameter(List<Order> orders) {}

        @Idempotent(key = "#order.id")
        CompletionStage<Void> stage(Order order) {
            got.add(order.id());
            return later;
        }

        void notGuarded(Order order) {
            take(order.id());
        }

        @Idempotent(key = "#oder.id")
        void unknownName(Order order) {}

        @Idempotent(key = "#order.")
        void noExpression(Order order) {}

        @Idempotent(ttl = "soon")
        void noDuration(Order order) {}

        @Idempotent(ttl = "0s")
        void noTime(Order order) {}

        @Idempotent("${missing}")
        void noProperty(Order order) {}
    }

    private final HandClock clock = new HandClock();
    private final Billing billing = new Billing();
    private final List<String> duplicates = new ArrayList<>();
    private final List<Runnable> work = new ArrayList<>();
    private IdempotencyStore store = new MemoryIdempotencyStore(100, clock);

    @Test
    void aKeyReachesTheListenerOnce() {
        assertThat(consume("order", message("m-1", "o-1"))).isEqualTo(ConsumeResult.success());
        assertThat(consume("order", message("m-2", "o-1"))).isEqualTo(ConsumeResult.success());
        assertThat(consume("order", message("m-3", "o-2"))).isEqualTo(ConsumeResult.success());
        assertThat(billing.got).containsExactly("o-1", "o-2");
        assertThat(duplicates).containsExactly("suppressed order of billing");
    }

    @Test
    void withoutAnExpressionTheUniqueIdIsTheKeyAlsoOfARetry() {
        consume("anyMessage", message("m-1", "o-1"));
        consume("anyMessage", message("m-2", "o-1"));
        consume("anyMessage", TestMessages.view(built("m-1", "o-1"), 3));
        assertThat(billing.got).containsExactly("o-1", "o-1");
    }

    @Test
    void headersAndParametersMakeKeysToo() {
        Message.Builder first = builder("m-1", "o-1").key("k-1").property("tenant", "acme");
        Message.Builder second = builder("m-2", "o-1").key("k-1").property("tenant", "acme");
        Message.Builder other = builder("m-3", "o-1").key("k-1").property("tenant", "other");
        for (Message.Builder each : List.of(first, second, other)) {
            consume("headers", TestMessages.view(each.build(), 0));
        }
        assertThat(billing.got).containsExactly("m-1", "m-3");
    }

    @Test
    void anExpressionMayUsePlacesMethodsAndTheMessage() {
        String body = "{\"id\":\"o-1\",\"parent\":{\"id\":\"p-1\"}}";
        Message message = Message.to("orders")
                .property("tenant", "acme")
                .body(body.getBytes(StandardCharsets.UTF_8))
                .build();
        consume("everything", TestMessages.view(message, 0));
        assertThat(store.claim(
                        new IdempotencyKey("billing", "everything", "p-1acmeorders3"), "x", Duration.ofMinutes(1)))
                .isEqualTo(Claim.done());
    }

    @Test
    void anAnnotationOfOnesOwnGuardsToo() {
        consume("composed", message("m-1", "o-1"));
        consume("composed", message("m-2", "o-1"));
        assertThat(billing.got).containsExactly("o-1");
    }

    @Test
    void whatIsNotIdempotentIsNotGuarded() {
        consume("notGuarded", message("m-1", "o-1"));
        consume("notGuarded", message("m-1", "o-1"));
        assertThat(billing.got).hasSize(2);
    }

    @Test
    void aFailureFreesTheKey() {
        billing.failure = new IllegalStateException("no credit");
        assertThat(consume("order", message("m-1", "o-1"))).isInstanceOf(ConsumeResult.Retry.class);
        billing.failure = new MqRejectException("no such customer");
        assertThat(consume("order", message("m-1", "o-1"))).isInstanceOf(ConsumeResult.Reject.class);
        billing.failure = null;
        assertThat(consume("order", message("m-1", "o-1"))).isEqualTo(ConsumeResult.success());
        assertThat(billing.got).hasSize(3);
        assertThat(duplicates).isEmpty();
    }

    @Test
    void aMessageWithoutItsKeyIsRejectedWithTheReason() {
        assertThat(consume("order", TestMessages.json("{}")))
                .isInstanceOfSatisfying(ConsumeResult.Reject.class, reject -> {
                    assertThat(reject.reason()).isEqualTo("idempotency-key");
                    assertThat(reject.cause())
                            .hasMessage("The key #order.id of message " + TestMessages.ID + " is null");
                });
        assertThat(consume(
                        "everything",
                        TestMessages.view(
                                builder("m-1", "o-1").property("tenant", "acme").build(), 0)))
                .isInstanceOfSatisfying(ConsumeResult.Reject.class, reject -> assertThat(reject.cause())
                        .hasMessageStartingWith("The key #p0.parent.id()")
                        .hasMessageContaining("of message m-1 cannot be found"));
        assertThat(billing.got).isEmpty();
    }

    @Test
    void aKeyIsRememberedForItsTimeToLive() {
        consume("shortly", message("m-1", "o-1"));
        clock.advance(Duration.ofMinutes(10).minusMillis(1));
        consume("shortly", message("m-1", "o-1"));
        assertThat(billing.got).hasSize(1);
        clock.advance(Duration.ofMillis(1));
        consume("shortly", message("m-1", "o-1"));
        assertThat(billing.got).hasSize(2);
    }

    @Test
    void whileACallIsUnderWayItsDuplicateComesLaterAndThenNotAtAll() {
        AsyncMessageListener listener = listener("later");
        CompletableFuture<ConsumeResult> first = start(listener, message("m-1", "o-1"));
        assertThat(first).isNotDone();

        assertThat(start(listener, message("m-2", "o-1")).join())
                .isEqualTo(ConsumeResult.postponed(Duration.ofSeconds(1)));
        clock.advance(Duration.ofSeconds(20));
        assertThat(start(listener, message("m-2", "o-1")).join())
                .isEqualTo(ConsumeResult.postponed(Duration.ofSeconds(60)));
        clock.advance(Duration.ofSeconds(200));
        assertThat(start(listener, message("m-2", "o-1")).join())
                .isEqualTo(ConsumeResult.postponed(Duration.ofMillis(80_001)));

        acknowledgement().acknowledge();
        runWork();
        assertThat(first.join()).isEqualTo(ConsumeResult.success());
        assertThat(start(listener, message("m-2", "o-1")).join()).isEqualTo(ConsumeResult.success());
        assertThat(billing.got).containsExactly("o-1");
        assertThat(duplicates)
                .containsExactly(
                        "postponed later of billing",
                        "postponed later of billing",
                        "postponed later of billing",
                        "suppressed later of billing");
    }

    @Test
    void aNegativeAnswerThatComesLaterFreesTheKeyToo() {
        AsyncMessageListener listener = listener("later");
        CompletableFuture<ConsumeResult> first = start(listener, message("m-1", "o-1"));
        acknowledgement().retry();
        assertThat(first).isNotDone();
        runWork();
        assertThat(first.join()).isEqualTo(ConsumeResult.retry());
        start(listener, message("m-1", "o-1"));
        assertThat(billing.got).hasSize(2);
    }

    @Test
    void aClaimOfADeadCallIsTakenOverAfterItsTimeOut() {
        AsyncMessageListener listener = listener("later");
        start(listener, message("m-1", "o-1"));
        clock.advance(Duration.ofMinutes(5));
        CompletableFuture<ConsumeResult> second = start(listener, message("m-1", "o-1"));
        assertThat(billing.got).hasSize(2);
        acknowledgement().acknowledge();
        runWork();
        assertThat(second.join()).isEqualTo(ConsumeResult.success());
    }

    @Test
    void aListGoesOnWithoutItsDuplicates() {
        AsyncMessageListener listener = listener("batch");
        ConsumeResult first = listener.consume(
                        List.of(message("m-1", "o-1"), message("m-2", "o-2"), message("m-3", "o-1")))
                .toCompletableFuture()
                .join();
        assertThat(first)
                .isEqualTo(new ConsumeResult.PerMessage(List.of(
                        ConsumeResult.success(),
                        ConsumeResult.success(),
                        ConsumeResult.postponed(Duration.ofSeconds(1)))));
        ConsumeResult second = listener.consume(
                        List.of(message("m-3", "o-1"), message("m-4", "o-3"), TestMessages.json("{}")))
                .toCompletableFuture()
                .join();
        assertThat(billing.got).containsExactly("o-1", "o-2", "o-3");
        assertThat(second).isInstanceOfSatisfying(ConsumeResult.PerMessage.class, results -> {
            assertThat(results.results().subList(0, 2)).containsOnly(ConsumeResult.success());
            assertThat(results.results().get(2)).isInstanceOf(ConsumeResult.Reject.class);
        });
        assertThat(duplicates).containsExactly("postponed batch of billing", "suppressed batch of billing");
    }

    @Test
    void whatFailedOfAListIsFreeAndTheRestIsDone() {
        AsyncMessageListener listener = listener("batch");
        billing.failure = new MqBatchFailedException("one failed", Map.of(1, new IllegalStateException("no credit")));
        listener.consume(List.of(message("m-1", "o-1"), message("m-2", "o-2"), message("m-3", "o-3")))
                .toCompletableFuture()
                .join();
        billing.failure = null;
        billing.got.clear();
        listener.consume(List.of(message("m-1", "o-1"), message("m-2", "o-2"), message("m-3", "o-3")))
                .toCompletableFuture()
                .join();
        assertThat(billing.got).containsExactly("o-2");
    }

    @Test
    void aStageMarksWhenItCompletes() {
        AsyncMessageListener listener = listener("stage");
        CompletableFuture<ConsumeResult> first = start(listener, message("m-1", "o-1"));
        assertThat(start(listener, message("m-2", "o-1")).join()).isInstanceOf(ConsumeResult.Postponed.class);
        billing.later.complete(null);
        runWork();
        assertThat(first.join()).isEqualTo(ConsumeResult.success());
        assertThat(start(listener, message("m-2", "o-1")).join()).isEqualTo(ConsumeResult.success());
        assertThat(billing.got).containsExactly("o-1");
    }

    @Test
    void aStoreThatFailsMakesTheMessageComeAgainAndNothingHappens() {
        store = new FailingStore(store, true);
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> store.claim(new IdempotencyKey("a", "b", "c"), "d", Duration.ofMinutes(1)));
        assertThat(consume("order", message("m-1", "o-1")))
                .asInstanceOf(InstanceOfAssertFactories.type(ConsumeResult.Retry.class))
                .satisfies(retry -> assertThat(retry.cause()).hasMessage("the store is away"));
        assertThat(billing.got).isEmpty();
    }

    @Test
    void aMarkThatFailsDoesNotUndoWhatHappened() {
        store = new FailingStore(store, false);
        assertThat(consume("order", message("m-1", "o-1"))).isEqualTo(ConsumeResult.success());
        assertThat(consume("order", message("m-1", "o-1"))).isInstanceOf(ConsumeResult.Postponed.class);
        assertThat(billing.got).hasSize(1);
    }

    private record FailingStore(IdempotencyStore store, boolean atClaims) implements IdempotencyStore {

        @Override
        public Claim claim(IdempotencyKey key, String claimant, Duration timeout) {
            if (atClaims) {
                throw new IllegalStateException("the store is away");
            }
            return store.claim(key, claimant, timeout);
        }

        @Override
        public boolean complete(IdempotencyKey key, String claimant, Duration ttl) {
            throw new IllegalStateException("the store is away");
        }

        @Override
        public void release(IdempotencyKey key, String claimant) {
            throw new IllegalStateException("the store is away");
        }

        @Override
        public void removeExpired() {}
    }

    @Test
    void whatCannotWorkIsRefusedWhileTheApplicationStarts() {
        assertRefused("unknownName", "uses #oder, but knows only [a0, headers, message, order, p0, payload]");
        assertRefused("batchByItsParameter", "uses #orders, but knows only [headers, message, payload]");
        assertRefused("noExpression", "is not an expression");
        assertRefused("noDuration", "is 'soon', which is not a duration longer than zero");
        assertRefused("noTime", "is '0s', which is not a duration longer than zero");
        assertRefused("noProperty", "cannot be resolved: no missing");
    }

    private void assertRefused(String method, String why) {
        assertThatExceptionOfType(MqListenerDefinitionException.class)
                .isThrownBy(() -> listener(method))
                .withMessageContaining(Billing.class.getName() + "." + method)
                .withMessageContaining(why)
                .satisfies(e -> assertThat(e.action()).isNotBlank());
    }

    private Acknowledgement acknowledgement() {
        Acknowledgement current = billing.pending;
        if (current == null) {
            throw new AssertionError("the listener was not called");
        }
        return current;
    }

    private void runWork() {
        assertThat(work).isNotEmpty();
        work.forEach(Runnable::run);
        work.clear();
    }

    private ConsumeResult consume(String method, MessageView message) {
        return start(listener(method), message).join();
    }

    private static CompletableFuture<ConsumeResult> start(AsyncMessageListener listener, MessageView message) {
        return listener.consume(List.of(message)).toCompletableFuture();
    }

    private AsyncMessageListener listener(String name) {
        IdempotencyGuard guard = new IdempotencyGuard(
                new IdempotencySettings(Duration.ofHours(72), Duration.ofMinutes(5)),
                store,
                ListenerTransactions.NONE,
                new Duplicates(),
                "test",
                work::add,
                text -> {
                    if (text.equals("${missing}")) {
                        throw new IllegalArgumentException("no missing");
                    }
                    return text.replace("${ttl}", "10m");
                });
        return TestListeners.listener(TestListeners.factory(null, guard), name, billing, name);
    }

    private final class Duplicates implements MqListenerObserver {

        @Override
        public void onDuplicateSuppressed(String listener, String group) {
            duplicates.add("suppressed " + listener + " of " + group);
        }

        @Override
        public void onDuplicatePostponed(String listener, String group) {
            duplicates.add("postponed " + listener + " of " + group);
        }
    }

    private static MessageView message(String messageId, String orderId) {
        return TestMessages.view(built(messageId, orderId), 0);
    }

    private static Message built(String messageId, String orderId) {
        return builder(messageId, orderId).build();
    }

    private static Message.Builder builder(String messageId, String orderId) {
        return Message.to("orders")
                .property(PropertyNames.UNIQ_KEY, messageId)
                .body(("{\"id\":\"" + orderId + "\"}").getBytes(StandardCharsets.UTF_8));
    }
}
