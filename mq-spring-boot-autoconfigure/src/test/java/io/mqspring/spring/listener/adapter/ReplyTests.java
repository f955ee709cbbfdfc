package io.mqspring.spring.listener.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.consumer.ConsumeResult;
import io.mqspring.message.Message;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.spring.fixtures.RecordingProducer;
import io.mqspring.spring.fixtures.TestMessages;
import io.mqspring.spring.support.JsonMqMessageConverter;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.format.support.DefaultFormattingConversionService;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** What a listener method returns goes to whoever waits for it. */
class ReplyTests {

    record Quote(String item, int price) {}

    private final RecordingProducer producer = new RecordingProducer();
    private final JsonMqMessageConverter converter = new JsonMqMessageConverter(new JsonMapper());
    private final Bean bean = new Bean();

    @SuppressWarnings("unused")
    static class Bean {
        Quote quote(String item) {
            return new Quote(item, 42);
        }

        @Nullable
        Quote nothing(String item) {
            return null;
        }

        Quote fails(String item) {
            throw new IllegalStateException("no price");
        }

        CompletionStage<Quote> later(String item) {
            return CompletableFuture.completedFuture(new Quote(item, 42));
        }

        Mono<Quote> mono(String item) {
            return Mono.just(new Quote(item, 42));
        }

        ConsumeResult result(String item) {
            return ConsumeResult.success();
        }

        Object unwritable(String item) {
            return new Object() {
                @SuppressWarnings("unused")
                public Object getSelf() {
                    return this;
                }
            };
        }
    }

    private ConsumeResult consume(String name, MessageView message) throws Exception {
        Method method = Bean.class.getDeclaredMethod(name, String.class);
        return new MethodListenerFactory(
                        converter,
                        null,
                        new DefaultFormattingConversionService(),
                        text -> text,
                        new Replies(producer, converter),
                        List.of())
                .listener(new ListenerName("Bean.on", "billing"), bean, Bean.class, method, method)
                .consume(List.of(message))
                .toCompletableFuture()
                .join();
    }

    private static MessageView request() {
        return TestMessages.view(
                Message.to("quotes")
                        .body("tea".getBytes(StandardCharsets.UTF_8))
                        .property(PropertyNames.REPLY_TO_CLIENT, "asker")
                        .build(),
                0);
    }

    @Test
    void aReturnedValueIsTheReplyToARequest() throws Exception {
        MessageView request = request();
        assertThat(consume("quote", request)).isEqualTo(ConsumeResult.success());
        assertThat(producer.replies).singleElement().satisfies(reply -> {
            assertThat(reply.request()).isSameAs(request);
            assertThat(reply.body()).isEqualTo("{\"item\":\"tea\",\"price\":42}");
            assertThat(reply.properties()).containsEntry(PropertyNames.CONTENT_TYPE, "application/json");
        });
    }

    @Test
    void aValueThatComesLaterIsTheReplyToo() throws Exception {
        assertThat(consume("later", request())).isEqualTo(ConsumeResult.success());
        assertThat(consume("mono", request())).isEqualTo(ConsumeResult.success());
        assertThat(producer.replies).hasSize(2).allSatisfy(reply -> assertThat(reply.body())
                .isEqualTo("{\"item\":\"tea\",\"price\":42}"));
    }

    @Test
    void whatAsksForNoReplyGetsNone() throws Exception {
        assertThat(consume("quote", TestMessages.json("tea"))).isEqualTo(ConsumeResult.success());
        assertThat(producer.replies).isEmpty();
    }

    @Test
    void nullAFailureAndAConsumeResultAreNoReplies() throws Exception {
        assertThat(consume("nothing", request())).isEqualTo(ConsumeResult.success());
        assertThat(consume("result", request())).isEqualTo(ConsumeResult.success());
        assertThat(consume("fails", request())).isInstanceOf(ConsumeResult.Retry.class);
        assertThat(producer.replies).isEmpty();
    }

    @Test
    void aReplyThatCannotBeWrittenDoesNotBringTheMessageAgain() throws Exception {
        assertThat(consume("unwritable", request())).isEqualTo(ConsumeResult.success());
        assertThat(producer.replies).isEmpty();
    }
}
