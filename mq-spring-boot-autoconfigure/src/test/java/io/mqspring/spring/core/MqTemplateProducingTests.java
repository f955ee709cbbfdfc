package io.mqspring.spring.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.message.Message;
import io.mqspring.message.PropertyNames;
import io.mqspring.producer.QueueSelector;
import io.mqspring.producer.SendException;
import io.mqspring.producer.SendResult;
import io.mqspring.spring.fixtures.RecordingProducer;
import io.mqspring.spring.support.JsonMqMessageConverter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Lists, delays, selectors and transactions, as far as the template is concerned. */
class MqTemplateProducingTests {

    record Order(String id, String customer) {}

    private final RecordingProducer producer = new RecordingProducer();
    private final MqTemplate mq = new MqTemplate(producer, new JsonMqMessageConverter(new JsonMapper()));

    @Test
    void aListIsSentWithWhatItsPayloadsSay() {
        List<SendResult> results = mq.messages(List.of(new Order("o-1", "c-1"), new Order("o-2", "c-2")))
                .to("orders:new")
                .key(Order::id)
                .orderedBy(Order::customer)
                .header("tenant", "acme")
                .send();

        assertThat(results).hasSize(2);
        assertThat(producer.sent).extracting(Message::topic).containsOnly("orders");
        assertThat(producer.sent).extracting(Message::keys).containsExactly(List.of("o-1"), List.of("o-2"));
        assertThat(producer.sent)
                .extracting(message -> message.properties().get(PropertyNames.SHARDING_KEY))
                .containsExactly("c-1", "c-2");
        assertThat(producer.sent).allSatisfy(message -> {
            assertThat(message.tag()).contains("new");
            assertThat(message.properties()).containsEntry("tenant", "acme");
        });
    }

    @Test
    void eachOfAListMayHaveItsOwnTopicAndTag() {
        assertThat(mq.messages(List.of("a", "b"))
                        .to(text -> "topic-" + text)
                        .tag(text -> text.equals("a") ? "x" : "")
                        .sendAsync())
                .isCompletedWithValueMatching(results -> results.size() == 2);
        assertThat(producer.sent).extracting(Message::topic).containsExactly("topic-a", "topic-b");
        assertThat(producer.sent)
                .extracting(message -> message.tag().orElse(""))
                .containsExactly("x", "");
    }

    @Test
    void anEmptyListIsNoMessage() {
        assertThat(mq.messages(List.of()).to("orders").send()).isEmpty();
        assertThat(mq.messages(List.of()).to("orders").sendAsync()).isCompletedWithValue(List.of());
        assertThat(producer.sent).isEmpty();
    }

    @Test
    void aDelayIsADurationOrATime() {
        mq.message("x")
                .to("orders")
                .at(Instant.ofEpochMilli(5))
                .after(Duration.ofMillis(1500))
                .send();
        mq.message("x")
                .to("orders")
                .after(Duration.ofSeconds(1))
                .at(Instant.ofEpochMilli(7))
                .send();
        mq.messages(List.of("x")).to("orders").after(Duration.ofMinutes(1)).send();

        assertThat(producer.sent.get(0).properties())
                .containsEntry(PropertyNames.TIMER_DELAY_MS, "1500")
                .doesNotContainKey(PropertyNames.TIMER_DELIVER_MS);
        assertThat(producer.sent.get(1).properties())
                .containsEntry(PropertyNames.TIMER_DELIVER_MS, "7")
                .doesNotContainKey(PropertyNames.TIMER_DELAY_MS);
        assertThat(producer.sent.get(2).properties()).containsEntry(PropertyNames.TIMER_DELAY_MS, "60000");
        assertThatIllegalArgumentException().isThrownBy(() -> mq.message("x")
                .to("orders")
                .after(Duration.ofMillis(-1))
                .send());
    }

    @Test
    void whatHasNoHandleCannotBeCancelledAndTheErrorSaysWhy() {
        SendResult sent = mq.message("x").to("orders").send();
        assertThatThrownBy(() -> mq.cancel(sent))
                .isInstanceOf(SendException.class)
                .hasMessageContainingAll("orders", "cannot be taken back", "5.3.2");
    }

    @Test
    void aSelectorIsPassedOn() {
        QueueSelector own = (message, queues) -> queues.get(0);
        mq.message("x").to("orders").selectQueue(own).send();
        assertThat(producer.selectors).containsExactly(own);
    }

    @Test
    void anUnknownTransactionGroupIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mq.message("x").to("orders").inTransaction("payments"))
                .withMessageContainingAll("'payments'", "@MqTransactionListener");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mq.transactions("payments"))
                .withMessageContaining("payments");
        assertThat(producer.sent).isEmpty();
    }
}
