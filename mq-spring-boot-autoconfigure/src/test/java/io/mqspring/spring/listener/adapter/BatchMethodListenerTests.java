package io.mqspring.spring.listener.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mqspring.consumer.AsyncMessageListener;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.message.MessageView;
import io.mqspring.spring.fixtures.TestListeners;
import io.mqspring.spring.fixtures.TestMessages;
import io.mqspring.spring.listener.Acknowledgement;
import io.mqspring.spring.listener.BatchAcknowledgement;
import io.mqspring.spring.listener.BatchAware;
import io.mqspring.spring.listener.MqBatchFailedException;
import io.mqspring.spring.listener.MqListenerDefinitionException;
import io.mqspring.spring.listener.MqRejectException;
import io.mqspring.spring.listener.MqRetryAfterException;
import io.mqspring.spring.support.MqHeaders;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;
import reactor.core.publisher.Mono;

class BatchMethodListenerTests {

    record Order(@NotBlank String id) {}

    private final LocalValidatorFactoryBean validator = new LocalValidatorFactoryBean();
    private final Bean bean = new Bean();

    @BeforeEach
    void startValidator() {
        validator.afterPropertiesSet();
    }

    @SuppressWarnings("unused")
    static class Bean {

        final List<@Nullable Object> got = new ArrayList<>();

        @Nullable
        RuntimeException failure;

        @Nullable
        BatchAcknowledgement pending;

        CompletableFuture<List<ConsumeResult>> later = new CompletableFuture<>();
        Mono<Void> mono = Mono.never();

        void orders(List<Order> orders) {
            got.addAll(orders);
            if (failure != null) {
                throw failure;
            }
        }

        void views(List<MessageView> views) {
            views.forEach(view -> got.add(view.offset()));
        }

        void messages(List<Message<Order>> messages) {
            messages.forEach(message -> {
                got.add(message.getPayload());
                got.add(message.getHeaders().get(MqHeaders.TOPIC));
            });
        }

        void several(List<Order> orders, List<MessageView> views, @Header(MqHeaders.KEYS) List<String> keys) {
            for (int i = 0; i < orders.size(); i++) {
                got.add(orders.get(i).id() + " " + views.get(i).messageId() + " " + keys.get(i));
            }
        }

        void numbers(List<String> texts, @Header("number") List<Integer> numbers) {
            got.addAll(numbers);
        }

        void valid(@Valid List<Order> orders) {
            got.addAll(orders);
        }

        void validElements(List<@Valid Order> orders) {
            got.addAll(orders);
        }

        List<ConsumeResult> results(List<String> texts) {
            return texts.stream()
                    .map(text -> text.equals("bad") ? ConsumeResult.retry() : ConsumeResult.success())
                    .toList();
        }

        ConsumeResult result(List<String> texts) {
            return ConsumeResult.reject("all");
        }

        CompletionStage<List<ConsumeResult>> stage(List<String> texts) {
            return later;
        }

        Mono<Void> mono(List<String> texts) {
            return mono;
        }

        void acknowledges(List<String> texts, BatchAcknowledgement acknowledgement) {
            pending = acknowledgement;
            if (failure != null) {
                throw failure;
            }
        }

        void acknowledgesAll(List<String> texts, Acknowledgement acknowledgement) {
            acknowledgement.reject("all");
        }

        void oneHeader(List<String> texts, @Header(MqHeaders.KEYS) String keys) {}

        void onePayload(List<MessageView> views, Order order) {}

        void twoPayloads(List<Order> orders, List<String> texts) {}

        void listPayload(@Payload List<Order> orders) {}

        String value(List<String> texts) {
            return "";
        }

        void executors(List<java.util.concurrent.ExecutorService> executors) {}
    }

    private static MessageView order(String id) {
        return TestMessages.json("{\"id\":\"" + id + "\"}");
    }

    private static List<MessageView> texts(String... texts) {
        return Arrays.stream(texts).map(TestMessages::json).toList();
    }

    @Test
    void aListOfPayloadsIsABatch() {
        assertThat(consume("orders", List.of(order("a"), order("b")))).isEqualTo(ConsumeResult.success());
        assertThat(bean.got).containsExactly(new Order("a"), new Order("b"));
    }

    @Test
    void viewsAndMessagesComeInLists() {
        consume("views", List.of(order("a"), order("b")));
        assertThat(bean.got).containsExactly(7L, 7L);
        bean.got.clear();
        consume("messages", List.of(order("a")));
        assertThat(bean.got).containsExactly(new Order("a"), "orders");
    }

    @Test
    void payloadsViewsAndHeadersGoTogether() {
        MessageView first = keyed("{\"id\":\"a\"}", "k1");
        MessageView broken = keyed("{", "k2");
        MessageView third = keyed("{\"id\":\"c\"}", "k3");

        ConsumeResult result = consume("several", List.of(first, broken, third));

        assertThat(bean.got).containsExactly("a " + TestMessages.ID + " k1", "c " + TestMessages.ID + " k3");
        assertThat(each(result))
                .extracting(Object::getClass)
                .containsExactly(ConsumeResult.Success.class, ConsumeResult.Reject.class, ConsumeResult.Success.class);
    }

    @Test
    void aHeaderThatIsWrongCostsOnlyItsMessage() {
        MessageView good = property("number", "1");
        MessageView bad = property("number", "one");

        ConsumeResult result = consume("numbers", List.of(bad, good));

        assertThat(bean.got).containsExactly(1);
        assertThat(each(result).get(0))
                .isInstanceOfSatisfying(ConsumeResult.Reject.class, reject -> assertThat(reject.reason())
                        .isEqualTo("conversion"));
        assertThat(each(result).get(1)).isEqualTo(ConsumeResult.success());
    }

    @Test
    void whatCannotBeConvertedOrIsInvalidIsRejectedAlone() {
        ConsumeResult result = consume("valid", List.of(order("a"), order(""), TestMessages.json("{"), order("b")));

        assertThat(bean.got).containsExactly(new Order("a"), new Order("b"));
        assertThat(each(result).get(0)).isEqualTo(ConsumeResult.success());
        assertThat(each(result).get(1))
                .isInstanceOfSatisfying(ConsumeResult.Reject.class, reject -> assertThat(reject.reason())
                        .isEqualTo("validation"));
        assertThat(each(result).get(2))
                .isInstanceOfSatisfying(ConsumeResult.Reject.class, reject -> assertThat(reject.reason())
                        .isEqualTo("conversion"));
        bean.got.clear();
        consume("validElements", List.of(order(""), order("c")));
        assertThat(bean.got).containsExactly(new Order("c"));
    }

    @Test
    void aBatchOfWhichNothingComesThroughCallsNobody() {
        ConsumeResult result = consume("orders", texts("{", "{"));
        assertThat(bean.got).isEmpty();
        assertThat(each(result)).allMatch(ConsumeResult.Reject.class::isInstance);
    }

    @Test
    void anExceptionFailsTheWholeBatch() {
        bean.failure = new IllegalStateException("down");
        ConsumeResult result = consume("orders", List.of(order("a"), order("b")));
        assertThat(each(result)).hasSize(2).allSatisfy(one -> assertThat(one)
                .isInstanceOfSatisfying(ConsumeResult.Retry.class, retry -> assertThat(retry.cause())
                        .isSameAs(bean.failure)));
    }

    @Test
    void withOneFailedIndexThoseBehindItWereNotTried() {
        IllegalStateException cause = new IllegalStateException("down");
        bean.failure = new MqBatchFailedException("stopped", cause, 1);

        ConsumeResult result = consume("orders", List.of(order("a"), order("b"), order("c"), order("d")));

        assertThat(each(result))
                .containsExactly(
                        ConsumeResult.success(),
                        ConsumeResult.retry(cause),
                        ConsumeResult.untried(),
                        ConsumeResult.untried());
    }

    @Test
    void withAllFailuresByIndexTheOthersAreDone() {
        MqRejectException rejected = new MqRejectException("fraud");
        bean.failure = new MqBatchFailedException(
                "two failed", Map.of(0, new MqRetryAfterException(Duration.ofSeconds(5), "busy"), 2, rejected));

        ConsumeResult result = consume("orders", List.of(order("a"), order("b"), order("c"), order("d")));

        assertThat(each(result).get(0))
                .isInstanceOfSatisfying(ConsumeResult.Retry.class, retry -> assertThat(retry.delay())
                        .isEqualTo(Duration.ofSeconds(5)));
        assertThat(each(result).get(1)).isEqualTo(ConsumeResult.success());
        assertThat(each(result).get(2)).isEqualTo(ConsumeResult.reject("rejected", rejected));
        assertThat(each(result).get(3)).isEqualTo(ConsumeResult.success());
    }

    @Test
    void indexesAreThoseOfTheListThatWasGiven() {
        bean.failure = new MqBatchFailedException("stopped", 1);

        ConsumeResult result = consume("orders", List.of(TestMessages.json("{"), order("a"), order("b"), order("c")));

        assertThat(each(result))
                .extracting(Object::getClass)
                .containsExactly(
                        ConsumeResult.Reject.class,
                        ConsumeResult.Success.class,
                        ConsumeResult.Retry.class,
                        ConsumeResult.Untried.class);
    }

    @Test
    void anIndexThatNoMessageHasFailsAll() {
        bean.failure = new MqBatchFailedException("stopped", 2);
        assertThat(each(consume("orders", List.of(order("a"), order("b")))))
                .allMatch(ConsumeResult.Retry.class::isInstance);
        assertThatIllegalArgumentException().isThrownBy(() -> new MqBatchFailedException("x", -1));
        assertThatIllegalArgumentException().isThrownBy(() -> new MqBatchFailedException("x", Map.of()));
    }

    @Test
    void resultsMayBeReturned() {
        assertThat(each(consume("results", texts("good", "bad"))))
                .containsExactly(ConsumeResult.success(), ConsumeResult.retry());
        assertThat(each(consume("result", texts("a", "b")))).containsOnly(ConsumeResult.reject("all"));
    }

    @Test
    void resultsMayComeLater() {
        CompletableFuture<ConsumeResult> answer = answer("stage", texts("a", "b"));
        assertThat(answer).isNotDone();

        bean.later.complete(List.of(ConsumeResult.retry(), ConsumeResult.success()));

        assertThat(each(answer.join())).containsExactly(ConsumeResult.retry(), ConsumeResult.success());
    }

    @Test
    void laterResultsOfTheWrongNumberFailAll() {
        CompletableFuture<ConsumeResult> answer = answer("stage", texts("a", "b"));
        bean.later.complete(List.of(ConsumeResult.success()));
        assertThat(each(answer.join())).allSatisfy(one -> assertThat(one)
                .isInstanceOfSatisfying(ConsumeResult.Retry.class, retry -> assertThat(retry.cause())
                        .hasMessageContaining("1 results for 2 messages")));
    }

    @Test
    void aStageMayFailOnSome() {
        CompletableFuture<ConsumeResult> answer = answer("stage", texts("a", "b"));
        bean.later.completeExceptionally(new MqBatchFailedException("stopped", 1));
        assertThat(each(answer.join()).get(0)).isEqualTo(ConsumeResult.success());
        assertThat(each(answer.join()).get(1)).isInstanceOf(ConsumeResult.Retry.class);
    }

    @Test
    void aBatchThatIsGivenUpCancelsItsMono() {
        AtomicBoolean cancelled = new AtomicBoolean();
        bean.mono = Mono.<Void>never().doOnCancel(() -> cancelled.set(true));
        answer("mono", texts("a", "b")).cancel(true);
        assertThat(cancelled).isTrue();
    }

    @Test
    void messagesAreAcknowledgedOneByOneAndTheCallIsOverWithTheLast() {
        CompletableFuture<ConsumeResult> answer = answer("acknowledges", texts("a", "b", "c", "d"));
        BatchAcknowledgement acknowledgement = Objects.requireNonNull(bean.pending);

        acknowledgement.acknowledge(2);
        acknowledgement.reject(0, "fraud");
        acknowledgement.retryAfter(1, Duration.ofSeconds(3));
        acknowledgement.retry(0);
        assertThat(answer).isNotDone();
        acknowledgement.acknowledge();

        assertThat(each(answer.join()))
                .containsExactly(
                        ConsumeResult.reject("fraud"),
                        ConsumeResult.retryAfter(Duration.ofSeconds(3)),
                        ConsumeResult.success(),
                        ConsumeResult.success());
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> acknowledgement.acknowledge(4))
                .withMessageContaining("batch of 4");
    }

    @Test
    void anExceptionAnswersForWhatHasNoAnswer() {
        bean.failure = new IllegalStateException("down");
        ConsumeResult result = consume("acknowledges", texts("a"));
        assertThat(each(result)).singleElement().isInstanceOf(ConsumeResult.Retry.class);
        assertThat(each(consume("acknowledgesAll", texts("a", "b")))).containsOnly(ConsumeResult.reject("all"));
    }

    @Test
    void signaturesThatCannotWorkAreRefused() {
        assertRefused("oneHeader", "parameter 2 (String) is for one message", "List with the header");
        assertRefused("onePayload", "parameter 2 (Order) is for one message", "@Payload");
        assertRefused("twoPayloads", "would both be the payload", "one record");
        assertRefused("value", "returns String", "List<ConsumeResult>");
        assertRefused("executors", "a message does not become", "injection");
    }

    @Test
    void aListenerSaysWhetherItTakesBatches() {
        assertThat(((BatchAware) listener("orders")).takesBatches()).isTrue();
        assertThat(((BatchAware) listener("listPayload")).takesBatches()).isFalse();
    }

    private void assertRefused(String method, String why, String action) {
        assertThatExceptionOfType(MqListenerDefinitionException.class)
                .isThrownBy(() -> listener(method))
                .withMessageContaining(Bean.class.getName() + "." + method)
                .withMessageContaining(why)
                .satisfies(e -> assertThat(e.action()).contains(action));
    }

    private static List<ConsumeResult> each(ConsumeResult result) {
        return ((ConsumeResult.PerMessage) result).results();
    }

    private static MessageView keyed(String body, String key) {
        return TestMessages.view(
                io.mqspring.message.Message.to("orders")
                        .key(key)
                        .body(body.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .build(),
                0);
    }

    private static MessageView property(String name, String value) {
        return TestMessages.view(
                io.mqspring.message.Message.to("orders")
                        .property(name, value)
                        .body(new byte[] {'x'})
                        .build(),
                0);
    }

    private ConsumeResult consume(String method, List<MessageView> messages) {
        return answer(method, messages).join();
    }

    private CompletableFuture<ConsumeResult> answer(String method, List<MessageView> messages) {
        return listener(method).consume(messages).toCompletableFuture();
    }

    private AsyncMessageListener listener(String name) {
        return TestListeners.listener(TestListeners.factory(validator), "Bean.on", bean, name);
    }
}
