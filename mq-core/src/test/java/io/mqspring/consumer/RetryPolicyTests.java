package io.mqspring.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryPolicyTests {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private static List<Long> millis(RetryPolicy policy, int retries) {
        return IntStream.rangeClosed(1, retries)
                .mapToObj(retry -> policy.delay(retry).toMillis())
                .toList();
    }

    @Test
    void the_last_delay_of_a_list_repeats() {
        RetryPolicy policy = RetryPolicy.of(5, List.of(SECOND, Duration.ofSeconds(10)));

        assertThat(millis(policy, 5)).containsExactly(1000L, 10_000L, 10_000L, 10_000L, 10_000L);
        assertThat(policy.delay(0)).isEqualTo(SECOND);
    }

    @Test
    void the_standard_ladder_is_RocketMQs() {
        assertThat(RetryPolicy.standard().maxAttempts()).isEqualTo(16);
        assertThat(RetryPolicy.standard().delays().stream().reduce(Duration.ZERO, Duration::plus))
                .isEqualTo(Duration.ofHours(4).plusMinutes(45).plusSeconds(40));
        assertThat(millis(RetryPolicy.inPlace(), 5)).containsExactly(1000L, 2000L, 4000L, 8000L, 15_000L);
        assertThat(RetryPolicy.inPlace().maxAttempts()).isEqualTo(5);
    }

    @Test
    void delays_grow_up_to_the_longest() {
        assertThat(millis(RetryPolicy.exponential(6, SECOND, 3, Duration.ofSeconds(20)), 6))
                .containsExactly(1000L, 3000L, 9000L, 20_000L, 20_000L, 20_000L);
        assertThat(millis(RetryPolicy.exponential(4, Duration.ofMillis(100), 1.5, Duration.ofHours(1)), 4))
                .containsExactly(100L, 150L, 225L, 337L);
    }

    @Test
    void a_list_grows_from_its_last_delay_on() {
        RetryPolicy policy =
                RetryPolicy.of(5, List.of(SECOND, Duration.ofSeconds(5))).withGrowth(2, Duration.ofMinutes(1));

        assertThat(millis(policy, 5)).containsExactly(1000L, 5000L, 10_000L, 20_000L, 40_000L);
    }

    @Test
    void what_cannot_grow_repeats() {
        assertThat(millis(RetryPolicy.exponential(3, SECOND, 1, Duration.ofMinutes(1)), 3))
                .containsExactly(1000L, 1000L, 1000L);
        assertThat(millis(RetryPolicy.exponential(3, Duration.ofMinutes(2), 2, Duration.ofMinutes(1)), 3))
                .containsExactly(120_000L, 120_000L, 120_000L);
        assertThat(millis(RetryPolicy.exponential(3, Duration.ZERO, 2, Duration.ofMinutes(1)), 3))
                .containsExactly(0L, 0L, 0L);
        assertThat(RetryPolicy.of(0, List.of()).withGrowth(2, SECOND).delays()).isEmpty();
    }

    @Test
    void growth_ends_with_the_attempts_however_many_there_are() {
        RetryPolicy policy = RetryPolicy.exponential(100_000, Duration.ofMillis(1), 1.0001, Duration.ofDays(1));

        assertThat(policy.delays().size()).isLessThanOrEqualTo(100_000);
        assertThat(policy.delay(Integer.MAX_VALUE)).isLessThanOrEqualTo(Duration.ofDays(1));
    }

    @Test
    void jitter_stays_within_its_bounds_on_both_sides() {
        RetryPolicy policy = RetryPolicy.of(3, List.of(Duration.ofSeconds(10))).withJitter(0.2);
        Random random = new Random(3);

        List<Long> delays = IntStream.range(0, 1000)
                .mapToObj(i -> policy.delay(1, random).toMillis())
                .toList();

        assertThat(delays).allMatch(delay -> delay >= 8000 && delay <= 12_000);
        assertThat(delays).anyMatch(delay -> delay < 8200).anyMatch(delay -> delay > 11_800);
        assertThat(delays.stream().mapToLong(Long::longValue).average().orElse(0))
                .isBetween(9900.0, 10_100.0);
        assertThat(policy.withJitter(0).delay(1, random)).isEqualTo(Duration.ofSeconds(10));
        assertThat(policy.withJitter(1).delay(1, random)).isGreaterThanOrEqualTo(Duration.ZERO);
    }

    @Test
    void failures_are_chosen_by_their_types_and_causes() {
        RetryPolicy policy =
                RetryPolicy.standard().withFailures(List.of(IOException.class), List.of(FileNotFoundException.class));

        assertThat(policy.isWorthRetrying(new IOException())).isTrue();
        assertThat(policy.isWorthRetrying(new UncheckedIOException(new IOException())))
                .isTrue();
        assertThat(policy.isWorthRetrying(new FileNotFoundException())).isFalse();
        assertThat(policy.isWorthRetrying(new IOException(new FileNotFoundException())))
                .isFalse();
        assertThat(policy.isWorthRetrying(new IllegalStateException())).isFalse();
        assertThat(policy.isWorthRetrying(null)).isTrue();
    }

    @Test
    void without_a_choice_all_failures_are_worth_it() {
        assertThat(RetryPolicy.standard().isWorthRetrying(new Error())).isTrue();
        RetryPolicy but = RetryPolicy.standard().withFailures(List.of(), List.of(IllegalStateException.class));
        assertThat(but.isWorthRetrying(new IllegalArgumentException())).isTrue();
        assertThat(but.isWorthRetrying(new IllegalStateException())).isFalse();
    }

    @Test
    void a_ring_of_causes_ends() {
        Exception first = new Exception("first");
        Exception second = new Exception("second", first);
        first.initCause(second);

        assertThat(RetryPolicy.standard()
                        .withFailures(List.of(IOException.class), List.of())
                        .isWorthRetrying(first))
                .isFalse();
    }

    @Test
    void what_cannot_work_is_named() {
        refused("maxAttempts", "-1", () -> RetryPolicy.of(-1, List.of(SECOND)));
        refused("retryDelays", "empty", () -> RetryPolicy.of(1, List.of()));
        refused("retryDelays", "PT-1S", () -> RetryPolicy.of(1, List.of(SECOND.negated())));
        refused("retryJitter", "1.5", () -> RetryPolicy.standard().withJitter(1.5));
        refused("retryJitter", "NaN", () -> RetryPolicy.standard().withJitter(Double.NaN));
        refused("retryMultiplier", "0.5", () -> RetryPolicy.standard().withGrowth(0.5, SECOND));
        refused("retryMaxDelay", "PT0S", () -> RetryPolicy.standard().withGrowth(2, Duration.ZERO));
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void a_type_that_is_no_failure_is_named() {
        List types = List.of(String.class);
        refused("retryFor", "java.lang.String", () -> RetryPolicy.standard().withFailures(types, List.of()));
        refused("noRetryFor", "java.lang.String", () -> RetryPolicy.standard().withFailures(List.of(), types));
    }

    private static void refused(String name, String value, Runnable attempt) {
        assertThatIllegalArgumentException()
                .isThrownBy(attempt::run)
                .withMessageContaining(name)
                .withMessageContaining(value);
    }
}
