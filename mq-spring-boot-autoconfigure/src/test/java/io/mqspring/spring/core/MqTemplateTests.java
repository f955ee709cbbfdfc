package io.mqspring.spring.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.mqspring.message.Message;
import io.mqspring.message.PropertyNames;
import io.mqspring.producer.SendResult;
import io.mqspring.spring.fixtures.RecordingProducer;
import io.mqspring.spring.support.JsonMqMessageConverter;
import io.mqspring.spring.support.MqHeaders;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.messaging.support.MessageBuilder;
import tools.jackson.databind.json.JsonMapper;

class MqTemplateTests {

    record Order(String id, Instant at) {}

    private final RecordingProducer producer = new RecordingProducer();
    private final MqTemplate mq = new MqTemplate(producer, new JsonMqMessageConverter(new JsonMapper()));

    @Test
    void sendsAPayloadAsJsonWithIsoTimesAndWithoutItsClass() {
        SendResult result = mq.message(new Order("o-1", Instant.EPOCH))
                .to("orders")
                .tag("paid")
                .key("o-1")
                .key("c-7")
                .orderedBy("c-7")
                .header("tenant", "acme")
                .header("retries", 3)
                .send();

        assertThat(result.status()).isEqualTo(SendResult.Status.STORED);
        Message sent = producer.only();
        assertThat(sent.topic()).isEqualTo("orders");
        assertThat(new String(sent.body(), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("{\"id\":\"o-1\",\"at\":\"1970-01-01T00:00:00Z\"}");
        assertThat(sent.properties())
                .containsOnly(
                        Map.entry(PropertyNames.CONTENT_TYPE, "application/json"),
                        Map.entry(PropertyNames.TAGS, "paid"),
                        Map.entry(PropertyNames.KEYS, "o-1 c-7"),
                        Map.entry(PropertyNames.SHARDING_KEY, "c-7"),
                        Map.entry("tenant", "acme"),
                        Map.entry("retries", "3"));
    }

    @Test
    void sendsTextAsTextAndBytesAsTheyAre() {
        mq.message("grüß").to("a").sendAsync().join();
        mq.message(new byte[] {1, 2}).to("a").send();

        assertThat(producer.sent.get(0).body()).isEqualTo("grüß".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(producer.sent.get(0).properties())
                .containsEntry(PropertyNames.CONTENT_TYPE, "text/plain;charset=UTF-8");
        assertThat(producer.sent.get(1).body()).containsExactly(1, 2);
        assertThat(producer.sent.get(1).properties()).isEmpty();
    }

    @Test
    void destinationsOfSpringMessagingMayNameATag() {
        mq.convertAndSend("orders:paid", "text", Map.of("tenant", "acme"));

        assertThat(producer.only().topic()).isEqualTo("orders");
        assertThat(producer.only().tag()).contains("paid");
        assertThat(producer.only().properties()).containsEntry("tenant", "acme");
    }

    @Test
    void idAndTimestampOfASpringMessageStayHere() {
        mq.send(
                "orders",
                MessageBuilder.withPayload("x")
                        .setHeader(MqHeaders.KEYS, List.of("k1", "k2"))
                        .build());

        assertThat(producer.only().properties()).containsOnlyKeys(PropertyNames.CONTENT_TYPE, PropertyNames.KEYS);
        assertThat(producer.only().keys()).containsExactly("k1", "k2");
    }

    @Test
    void aForwardedMessageLosesWhatIsTrueOnlyOfTheReceivedOne() {
        mq.send(
                "copies",
                MessageBuilder.withPayload("x")
                        .setHeader(MqHeaders.TAGS, "paid")
                        .setHeader(MqHeaders.OFFSET, 5L)
                        .setHeader(MqHeaders.TOPIC, "orders")
                        .build());

        assertThat(producer.only().topic()).isEqualTo("copies");
        assertThat(producer.only().properties()).containsOnlyKeys(PropertyNames.CONTENT_TYPE, PropertyNames.TAGS);
    }

    @Test
    void refusesHeadersThatWouldChangeAMessagesFate() {
        MqOperations.Draft draft = mq.message("x").to("orders").header(PropertyNames.REAL_TOPIC, "other");

        assertThatIllegalArgumentException().isThrownBy(draft::send).withMessageContaining("REAL_TOPIC");
        assertThat(producer.sent).isEmpty();
    }

    @Test
    void refusesHeadersWithoutATextForm() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        mq.message("x").to("orders").header("o", new Object()).send())
                .withMessageContaining("'o'")
                .withMessageContaining("String");
    }

    @Test
    void saysThatTheTopicIsMissingOrIllegal() {
        assertThatIllegalStateException()
                .isThrownBy(() -> mq.message("x").send())
                .withMessageContaining("to(");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mq.message("x").to("no spaces"))
                .withMessageContaining("no spaces");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mq.message("x").to("orders:"))
                .withMessageContaining("topic:tag");
    }
}
