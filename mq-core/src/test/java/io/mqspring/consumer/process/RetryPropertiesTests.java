package io.mqspring.consumer.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.message.DelayLevels;
import io.mqspring.message.MessageProperties;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.scripted.ModelBroker;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RetryPropertiesTests {

    private static final long WALL = 1_700_000_000_000L;

    private static MessageView first(Map<String, String> properties) {
        return MessageView.of(
                ModelBroker.record(ModelBroker.queue("orders", 3), 42, 4711, "x", properties, 0, 1), ModelBroker.NAME);
    }

    private static MessageView retried(Map<String, String> properties, int reconsumeTimes) {
        return MessageView.of(
                ModelBroker.record(ModelBroker.queue("%RETRY%billing", 0), 7, 9000, "x", properties, reconsumeTimes, 1),
                ModelBroker.NAME);
    }

    private static FailedMessage failed(MessageView view, @Nullable Throwable cause) {
        return new FailedMessage(view, 16, new FailedMessage.Failure(null, WALL, cause), null, 0);
    }

    private static Map<String, String> retry(MessageView view, @Nullable Throwable cause) {
        return MessageProperties.decode(RetryProperties.of(failed(view, cause))
                .withTimer(Duration.ofSeconds(10))
                .encode());
    }

    private static Map<String, String> death(MessageView view, Throwable cause) {
        return MessageProperties.decode(RetryProperties.of(failed(view, cause))
                .withDeath("rejected", "shop 1.2", cause)
                .encode());
    }

    @Test
    void a_first_failure_says_where_the_message_comes_from_and_when_it_is_due() {
        Map<String, String> properties =
                retry(first(Map.of("TAGS", "paid", "mine", "kept")), new IllegalStateException("no"));

        assertThat(properties)
                .containsEntry("TAGS", "paid")
                .containsEntry("mine", "kept")
                .containsEntry("UNIQ_KEY", "orders/b/3@42")
                .containsEntry("RETRY_TOPIC", "orders")
                .containsEntry("ORIGIN_MESSAGE_ID", "7F000001000000000000000000001267")
                .containsEntry("RECONSUME_TIME", "1")
                .containsEntry("MAX_RECONSUME_TIMES", "16")
                .containsEntry("TIMER_DELAY_MS", "10000")
                .containsEntry("MQ_ORIGIN_TOPIC", "orders")
                .containsEntry("MQ_ORIGIN_QUEUE", "3")
                .containsEntry("MQ_ORIGIN_OFFSET", "42")
                .containsEntry("MQ_ATTEMPTS", "2023-11-14T22:13:20Z|java.lang.IllegalStateException")
                .doesNotContainKeys("MQ_ERROR_CLASS", "MQ_ERROR_STACK", "MQ_DEAD_LETTER_REASON");
    }

    @Test
    void what_would_change_the_fate_of_the_copy_is_stripped() {
        Map<String, String> before = new HashMap<>();
        for (String name : new String[] {
            "TIMER_DELIVER_MS",
            "TIMER_OUT_MS",
            "TIMER_ENQUEUE_MS",
            "REAL_TOPIC",
            "REAL_QID",
            "DELAY",
            "TRAN_MSG",
            "WAIT",
            "MQ_DUE_MS",
            "MQ_TIMER_OFFSET",
            "MQ_DEAD_LETTER_REASON",
            "MQ_ERROR_STACK"
        }) {
            before.put(name, "1");
        }

        assertThat(retry(first(before), null))
                .doesNotContainKeys(before.keySet().toArray(String[]::new));
    }

    @Test
    void a_further_failure_keeps_the_origin_and_adds_to_the_history() {
        Map<String, String> once = retry(first(Map.of()), new IllegalStateException("no"));

        Map<String, String> twice = retry(retried(once, 1), null);

        assertThat(twice)
                .containsEntry("RETRY_TOPIC", "orders")
                .containsEntry("ORIGIN_MESSAGE_ID", once.get("ORIGIN_MESSAGE_ID"))
                .containsEntry("MQ_ORIGIN_OFFSET", "42")
                .containsEntry("RECONSUME_TIME", "2")
                .containsEntry(
                        "MQ_ATTEMPTS", "2023-11-14T22:13:20Z|java.lang.IllegalStateException;2023-11-14T22:13:20Z|-");
    }

    @Test
    void the_last_sixteen_attempts_are_kept() {
        Map<String, String> properties = retry(first(Map.of()), new IllegalStateException("the first"));
        for (int i = 1; i < 40; i++) {
            properties = retry(retried(properties, i), null);
        }

        assertThat(properties.getOrDefault("MQ_ATTEMPTS", "").split(";"))
                .hasSize(16)
                .allMatch(entry -> entry.endsWith("|-"));
    }

    @Test
    void a_dead_letter_tells_its_story() {
        Throwable cause = new CompletionException(
                new IllegalArgumentException("amount \u0001 must be positive", new NullPointerException("inner")));

        Map<String, String> properties = death(first(Map.of()), cause);

        assertThat(properties)
                .containsEntry("MQ_DEAD_LETTER_REASON", "rejected")
                .containsEntry("MQ_APPLICATION", "shop 1.2")
                .containsEntry("MQ_ERROR_CLASS", "java.lang.IllegalArgumentException")
                .containsEntry("MQ_ERROR_MESSAGE", "amount   must be positive")
                .doesNotContainKeys("TIMER_DELAY_MS", "DELAY");
        assertThat(properties.get("MQ_ERROR_STACK"))
                .contains("RetryPropertiesTests")
                .contains("Caused by: java.lang.NullPointerException: inner");
    }

    @Test
    void what_is_told_of_attempts_is_at_most_8_KB() {
        Throwable deep = new IllegalStateException("ä".repeat(5000));
        for (int i = 0; i < 20; i++) {
            deep = new IllegalStateException("layer " + i, deep);
        }

        Map<String, String> properties = death(first(Map.of()), deep);

        int told = 0;
        for (String name : new String[] {"MQ_ATTEMPTS", "MQ_ERROR_CLASS", "MQ_ERROR_MESSAGE", "MQ_ERROR_STACK"}) {
            told += AttemptHistory.bytes(name) + AttemptHistory.bytes(properties.getOrDefault(name, "")) + 2;
        }
        assertThat(told).isLessThanOrEqualTo(8 * 1024).isGreaterThan(6 * 1024);
    }

    @Test
    void properties_near_the_limit_lose_the_stack_first_then_the_history_then_the_message() {
        Throwable cause = new IllegalStateException("m".repeat(1000), new IllegalStateException("inner"));
        int room = RetryProperties.MAX_BYTES - 700;

        assertThat(death(first(Map.of("big", "x".repeat(room - 9000))), cause))
                .containsKeys("MQ_ERROR_STACK", "MQ_ATTEMPTS", "MQ_ERROR_MESSAGE");
        assertThat(death(first(Map.of("big", "x".repeat(room - 1500))), cause))
                .doesNotContainKey("MQ_ERROR_STACK")
                .containsKeys("MQ_ATTEMPTS", "MQ_ERROR_MESSAGE", "MQ_DEAD_LETTER_REASON");
        assertThat(death(first(Map.of("big", "x".repeat(room - 100))), cause))
                .doesNotContainKeys("MQ_ERROR_STACK", "MQ_ATTEMPTS", "MQ_ERROR_MESSAGE")
                .containsKeys("MQ_DEAD_LETTER_REASON", "RETRY_TOPIC");
    }

    @Test
    void whatever_the_original_had_the_copy_leaves_the_broker_room() {
        for (int size = 20_000; size < 31_000; size += 97) {
            String text = RetryProperties.of(
                            failed(first(Map.of("big", "x".repeat(size))), new IllegalStateException("no")))
                    .withDeath("rejected", "shop", new IllegalStateException("no"))
                    .encode();
            assertThat(AttemptHistory.bytes(text)).isLessThanOrEqualTo(RetryProperties.MAX_BYTES);
        }
    }

    @Test
    void a_reason_of_any_length_is_cut() {
        String text = RetryProperties.of(failed(first(Map.of()), null))
                .withDeath("r".repeat(100_000), "a".repeat(100_000), null)
                .encode();

        assertThat(MessageProperties.decode(text))
                .containsEntry(PropertyNames.MQ_DEAD_LETTER_REASON, "r".repeat(1024))
                .containsEntry(PropertyNames.MQ_APPLICATION, "a".repeat(1024));
    }

    @Test
    void a_delay_is_never_shortened_to_whole_milliseconds() {
        String text = RetryProperties.of(failed(first(Map.of()), null))
                .withTimer(Duration.ofNanos(9_999_000_001L))
                .encode();

        assertThat(MessageProperties.decode(text)).containsEntry(PropertyNames.TIMER_DELAY_MS, "10000");
    }

    @Test
    void delays_beyond_what_official_brokers_take_are_shortened() {
        String text = RetryProperties.of(failed(first(Map.of()), null))
                .withTimer(Duration.ofDays(30))
                .encode();

        assertThat(MessageProperties.decode(text)).containsEntry(PropertyNames.TIMER_DELAY_MS, "259200000");
    }

    @Test
    void levels_are_the_nearest() {
        assertThat(DelayLevels.nearest(Duration.ZERO)).isEqualTo(1);
        assertThat(DelayLevels.nearest(Duration.ofSeconds(3))).isEqualTo(2);
        assertThat(DelayLevels.nearest(Duration.ofSeconds(10))).isEqualTo(3);
        assertThat(DelayLevels.nearest(Duration.ofMinutes(7))).isEqualTo(11);
        assertThat(DelayLevels.nearest(Duration.ofMinutes(22))).isEqualTo(15);
        assertThat(DelayLevels.nearest(Duration.ofDays(1))).isEqualTo(18);
        for (int level = 1; level <= 18; level++) {
            assertThat(DelayLevels.nearest(DelayLevels.delay(level))).isEqualTo(level);
        }
    }
}
