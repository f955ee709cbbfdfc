package io.mqspring.spring.listener.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mqspring.consumer.AsyncMessageListener;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.message.Message;
import io.mqspring.message.MessageView;
import io.mqspring.spring.fixtures.TestListeners;
import io.mqspring.spring.fixtures.TestMessages;
import io.mqspring.spring.listener.Acknowledgement;
import io.mqspring.spring.listener.BatchAcknowledgement;
import io.mqspring.spring.listener.MqListenerDefinitionException;
import io.mqspring.spring.listener.MqRejectException;
import io.mqspring.spring.listener.MqRetryAfterException;
import io.mqspring.spring.support.MqHeaders;
import io.mqspring.spring.support.PayloadConversionException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

class MethodListenerTests {

    record Order(@NotBlank String id, @Positive BigDecimal amount) {}

    private static final ListenerName NAME = new ListenerName("Bean.on", "billing");
    private static final String ORDER = "{\"id\":\"o-1\",\"amount\":5}";

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
        Acknowledgement pending;

        final CompletableFuture<String> later = new CompletableFuture<>();
        reactor.core.publisher.Mono<String> mono = reactor.core.publisher.Mono.empty();

        void order(Order order) {
            got.add(order);
        }

        void text(String text) {
            got.add(text);
        }

        void bytes(byte[] bytes) {
            got.add(bytes);
        }

        void orders(@Payload List<Order> orders) {
            got.add(orders);
        }

        void anything(Object payload) {
            got.add(payload);
        }

        void view(MessageView view) {
            got.add(view.messageId());
        }

        void headers(
                @Header(MqHeaders.KEYS) String keys,
                @Header(MqHeaders.KEYS) List<String> keyList,
                @Header(MqHeaders.TAGS) String tag,
                @Header(MqHeaders.OFFSET) long offset,
                @Header(MqHeaders.ATTEMPT) int attempt,
                @Header String tenant,
                @Header(name = "missing", required = false) @Nullable String missing,
                @Header("missing") Optional<String> optional,
                @Header(name = "missing", defaultValue = "7") int defaulted) {
            got.addAll(Arrays.asList(keys, keyList, tag, offset, attempt, tenant, missing, optional, defaulted));
        }

        void allHeaders(@Headers Map<String, Object> headers, MessageHeaders springs) {
            got.add(headers);
            got.add(springs);
        }

        void number(@Header("tenant") int tenant) {
            got.add(tenant);
        }

        void message(org.springframework.messaging.Message<Order> message) {
            got.add(message.getPayload());
            got.add(message.getHeaders().get(MqHeaders.TOPIC));
            got.add(message.getHeaders().getTimestamp());
        }

        void valid(@Valid Order order) {
            got.add(order);
        }

        void rejects(String text) {
            throw new MqRejectException("no such customer");
        }

        void retryLater(String text) {
            throw new MqRetryAfterException(Duration.ofSeconds(5), "busy");
        }

        void fails(String text) throws Exception {
            throw new java.io.IOException("down");
        }

        ConsumeResult own(String text) {
            return ConsumeResult.retryAfter(Duration.ofSeconds(1));
        }

        void acknowledges(String text, Acknowledgement acknowledgement) {
            pending = acknowledgement;
            if (text.equals("fail")) {
                throw new IllegalStateException("before the answer");
            }
        }

        void twoPayloads(Order order, String text) {}

        void unknown(Order order, ExecutorService executor) {}

        reactor.core.publisher.Flux<String> several(Order order) {
            return reactor.core.publisher.Flux.empty();
        }

        CompletableFuture<String> later(Order order) {
            return later;
        }

        CompletionStage<ConsumeResult> ownLater(Order order) {
            return CompletableFuture.completedFuture(ConsumeResult.reject("fraud"));
        }

        @Nullable
        CompletionStage<Void> nothing(Order order) {
            return null;
        }

        reactor.core.publisher.Mono<String> mono(Order order) {
            return mono;
        }

        CompletableFuture<Void> acknowledgesLater(String text, Acknowledgement acknowledgement) {
            pending = acknowledgement;
            return text.equals("fail")
                    ? CompletableFuture.failedFuture(new MqRejectException("no such customer"))
                    : CompletableFuture.completedFuture(null);
        }

        void one(Order order, BatchAcknowledgement acknowledgement) {}

        void differentTypes(Order order, org.springframework.messaging.Message<String> message) {}

        void sameTypes(Order order, org.springframework.messaging.Message<?> message) {
            got.add(order);
            got.add(message.getPayload());
        }
    }

    abstract static class Generic<T> {
        final List<Object> got = new ArrayList<>();

        void on(T payload) {
            got.add(payload);
        }
    }

    static class OrderListener extends Generic<Order> {}

    @Test
    void aPayloadIsMadeFromJson() {
        assertThat(consume("order", TestMessages.json(ORDER))).isEqualTo(ConsumeResult.success());
        assertThat(bean.got).containsExactly(new Order("o-1", BigDecimal.valueOf(5)));
    }

    @Test
    void textAndBytesAreNotParsed() {
        consume("text", TestMessages.json(ORDER));
        consume("bytes", TestMessages.json("ab"));
        assertThat(bean.got).containsExactly(ORDER, new byte[] {'a', 'b'});
    }

    @Test
    void genericPayloadsKeepTheirElementType() {
        consume("orders", TestMessages.json("[" + ORDER + "]"));
        assertThat(bean.got).containsExactly(List.of(new Order("o-1", BigDecimal.valueOf(5))));
    }

    @Test
    void interceptorsComeBetweenArgumentsAndCallAndMayAnswerInstead() throws Exception {
        List<String> seen = new ArrayList<>();
        Method method = Bean.class.getDeclaredMethod("order", Order.class);
        AsyncMessageListener listener = factory(
                        target -> call -> {
                            seen.add(target.id() + " of " + target.group() + " gets "
                                    + call.messages().get(0).arguments());
                            return call.proceed(call.messages());
                        },
                        target -> null,
                        target -> call -> bean.got.isEmpty()
                                ? call.proceed(call.messages())
                                : CompletableFuture.completedFuture(List.of(ConsumeResult.reject("enough"))))
                .listener(NAME, bean, Bean.class, method, method);

        assertThat(result(listener, TestMessages.json(ORDER))).isEqualTo(ConsumeResult.success());
        assertThat(result(listener, TestMessages.json(ORDER))).isEqualTo(ConsumeResult.reject("enough"));

        Order order = new Order("o-1", BigDecimal.valueOf(5));
        assertThat(bean.got).containsExactly(order);
        assertThat(seen).hasSize(2).containsOnly("Bean.on of billing gets [" + order + "]");
    }

    @Test
    void typeVariablesAreResolvedFromTheBean() throws Exception {
        OrderListener listener = new OrderListener();
        Method method = Generic.class.getDeclaredMethod("on", Object.class);
        result(factory().listener(NAME, listener, OrderListener.class, method, method), TestMessages.json(ORDER));
        assertThat(listener.got).containsExactly(new Order("o-1", BigDecimal.valueOf(5)));
    }

    @Test
    void anObjectGetsWhatTheSenderSaysItIs() {
        Message.Builder text = Message.to("a").body("x".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        consume(
                "anything",
                TestMessages.view(text.property("contentType", "text/plain").build(), 0));
        consume("anything", TestMessages.json("x"));
        assertThat(bean.got).containsExactly("x", new byte[] {'x'});
    }

    @Test
    void theViewNeedsNoConversion() {
        assertThat(consume("view", TestMessages.json("no json"))).isEqualTo(ConsumeResult.success());
        assertThat(bean.got).containsExactly(TestMessages.ID);
    }

    @Test
    void headersAreLookedUpConvertedAndDefaulted() {
        Message message = Message.to("orders")
                .key("k1")
                .key("k2")
                .tag("paid")
                .property("tenant", "acme")
                .build();
        assertThat(consume("headers", TestMessages.view(message, 2))).isEqualTo(ConsumeResult.success());
        assertThat(bean.got)
                .containsExactly("k1 k2", List.of("k1", "k2"), "paid", 7L, 3, "acme", null, Optional.empty(), 7);
    }

    @Test
    void allHeadersHoldPropertiesAndPlace() {
        consume(
                "allHeaders",
                TestMessages.view(
                        Message.to("orders")
                                .tag("paid")
                                .property("tenant", "acme")
                                .build(),
                        0));
        assertThat(bean.got).allSatisfy(each -> assertThat(each)
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                .containsEntry("tenant", "acme")
                .containsEntry(MqHeaders.TAGS, "paid")
                .containsEntry(MqHeaders.TOPIC, "orders")
                .containsEntry(MqHeaders.QUEUE, 2)
                .doesNotContainKey("UNIQ_KEY"));
    }

    @Test
    void aMissingOrWrongHeaderIsAConversionError() {
        assertRejected(consume("number", TestMessages.json("x")), "conversion", "no header 'tenant'");
        Message message = Message.to("orders").property("tenant", "acme").build();
        assertRejected(consume("number", TestMessages.view(message, 0)), "conversion", "'acme'");
    }

    @Test
    void springMessagesCarryPayloadAndHeaders() {
        consume("message", TestMessages.json(ORDER));
        assertThat(bean.got).containsExactly(new Order("o-1", BigDecimal.valueOf(5)), "orders", 1_000L);
    }

    @Test
    void aBodyThatIsNoJsonIsRejectedAtOnce() {
        assertRejected(consume("order", TestMessages.json("{no json")), "conversion", "cannot be read as");
        assertRejected(consume("order", TestMessages.json("")), "conversion", "is empty");
        assertRejected(consume("order", TestMessages.json("null")), "conversion", "null");
        assertThat(bean.got).isEmpty();
    }

    @Test
    void anInvalidPayloadIsRejectedWithWhatIsWrong() {
        assertRejected(
                consume("valid", TestMessages.json("{\"id\":\"\",\"amount\":-5}")),
                "validation",
                "amount must be greater than 0");
        assertThat(bean.got).isEmpty();
        assertThat(consume("valid", TestMessages.json(ORDER))).isEqualTo(ConsumeResult.success());
    }

    @Test
    void whatIsThrownDecides() {
        assertRejected(consume("rejects", TestMessages.json("x")), "rejected", "no such customer");
        assertThat(consume("retryLater", TestMessages.json("x")))
                .isInstanceOfSatisfying(ConsumeResult.Retry.class, retry -> assertThat(retry.delay())
                        .isEqualTo(Duration.ofSeconds(5)));
        assertThat(consume("fails", TestMessages.json("x")))
                .isInstanceOfSatisfying(ConsumeResult.Retry.class, retry -> {
                    assertThat(retry.delay()).isNull();
                    assertThat(retry.cause()).isInstanceOf(java.io.IOException.class);
                });
        assertThat(consume("own", TestMessages.json("x"))).isEqualTo(ConsumeResult.retryAfter(Duration.ofSeconds(1)));
    }

    @Test
    void anAcknowledgementAnswersLaterAndOnce() {
        CompletableFuture<ConsumeResult> answer = listener("acknowledges")
                .consume(List.of(TestMessages.json("x")))
                .toCompletableFuture();
        assertThat(answer).isNotDone();

        Acknowledgement acknowledgement = java.util.Objects.requireNonNull(bean.pending);
        acknowledgement.reject("fraud");
        acknowledgement.acknowledge();

        assertThat(answer).isCompletedWithValue(ConsumeResult.reject("fraud"));
    }

    @Test
    void anExceptionBeforeTheAcknowledgementIsARetry() {
        assertThat(consume("acknowledges", TestMessages.json("fail"))).isInstanceOf(ConsumeResult.Retry.class);
    }

    @Test
    void aStageIsDoneWhenItCompletes() {
        CompletableFuture<ConsumeResult> answer = answer("later");
        assertThat(answer).isNotDone();

        bean.later.complete("anything");

        assertThat(answer).isCompletedWithValue(ConsumeResult.success());
        assertThat(consume("ownLater", TestMessages.json(ORDER))).isEqualTo(ConsumeResult.reject("fraud"));
    }

    @Test
    void aStageThatFailsCountsAsThrownWithoutItsWrapper() {
        CompletableFuture<ConsumeResult> answer = answer("later");

        bean.later.completeExceptionally(
                new CompletionException(new MqRetryAfterException(Duration.ofSeconds(5), "busy")));

        assertThat(answer.join()).isInstanceOfSatisfying(ConsumeResult.Retry.class, retry -> assertThat(retry.delay())
                .isEqualTo(Duration.ofSeconds(5)));
        assertThat(consume("nothing", TestMessages.json(ORDER)))
                .isInstanceOfSatisfying(ConsumeResult.Retry.class, retry -> assertThat(retry.cause())
                        .hasMessageContaining("null instead of a CompletionStage"));
    }

    @Test
    void aMonoIsSubscribedToAndDoneWhenItCompletes() {
        assertThat(consume("mono", TestMessages.json(ORDER))).isEqualTo(ConsumeResult.success());
        bean.mono = reactor.core.publisher.Mono.just("done");
        assertThat(consume("mono", TestMessages.json(ORDER))).isEqualTo(ConsumeResult.success());
        bean.mono = reactor.core.publisher.Mono.error(new MqRejectException("no such customer"));
        assertRejected(consume("mono", TestMessages.json(ORDER)), "rejected", "no such customer");
    }

    @Test
    void aMonoThatIsGivenUpIsCancelled() {
        AtomicBoolean cancelled = new AtomicBoolean();
        bean.mono = reactor.core.publisher.Mono.<String>never().doOnCancel(() -> cancelled.set(true));

        answer("mono").cancel(true);

        assertThat(cancelled).isTrue();
    }

    @Test
    void anAcknowledgementCountsAndNotTheEndOfTheStage() {
        AsyncMessageListener listener = listener("acknowledgesLater");
        CompletableFuture<ConsumeResult> answer =
                listener.consume(List.of(TestMessages.json("x"))).toCompletableFuture();
        assertThat(answer).isNotDone();
        java.util.Objects.requireNonNull(bean.pending).acknowledge();
        assertThat(answer).isCompletedWithValue(ConsumeResult.success());

        assertRejected(result(listener, TestMessages.json("fail")), "rejected", "no such customer");
    }

    private CompletableFuture<ConsumeResult> answer(String method) {
        return listener(method).consume(List.of(TestMessages.json(ORDER))).toCompletableFuture();
    }

    @Test
    void unknownSignaturesAreRefusedByName() {
        assertRefused("twoPayloads", "parameter 1 (Order) and parameter 2 (String)", "@Header");
        assertRefused("unknown", "parameter 2 (ExecutorService)", "injection");
        assertRefused("several", "returns Flux", "Mono");
        assertRefused("one", "parameter 2 (BatchAcknowledgement) answers for several messages", "Acknowledgement");
        assertRefused("differentTypes", "Order and as java.lang.String", "Message<?>");
    }

    @Test
    void aSpringMessageOfAnythingGoesWithAPayload() {
        consume("sameTypes", TestMessages.json(ORDER));
        assertThat(bean.got).hasSize(2).containsOnly(new Order("o-1", BigDecimal.valueOf(5)));
    }

    private void assertRefused(String method, String why, String action) {
        assertThatExceptionOfType(MqListenerDefinitionException.class)
                .isThrownBy(() -> listener(method))
                .withMessageContaining(Bean.class.getName() + "." + method)
                .withMessageContaining(why)
                .satisfies(e -> assertThat(e.action()).contains(action));
    }

    private static void assertRejected(ConsumeResult result, String reason, String cause) {
        assertThat(result).isInstanceOfSatisfying(ConsumeResult.Reject.class, reject -> {
            assertThat(reject.reason()).isEqualTo(reason);
            assertThat(reject.cause()).hasMessageContaining(cause);
            if (reason.equals("conversion")) {
                assertThat(reject.cause()).isInstanceOf(PayloadConversionException.class);
            }
        });
    }

    private ConsumeResult consume(String method, MessageView message) {
        return result(listener(method), message);
    }

    private static ConsumeResult result(AsyncMessageListener listener, MessageView message) {
        return listener.consume(List.of(message)).toCompletableFuture().join();
    }

    private AsyncMessageListener listener(String name) {
        return TestListeners.listener(factory(), NAME.id(), bean, name);
    }

    private MethodListenerFactory factory(CallInterceptorFactory... interceptors) {
        return TestListeners.factory(validator, interceptors);
    }
}
