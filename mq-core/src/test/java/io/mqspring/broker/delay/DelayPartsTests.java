package io.mqspring.broker.delay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.message.PropertyNames;
import io.mqspring.message.TopicNames;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DelayPartsTests {

    private static final long NOW = 1_700_000_000_500L;

    @Test
    void aLevelWinsOverTimersAndIsAtMostTheHighest() {
        Parking parking = DelayRules.park(
                        Map.of(PropertyNames.DELAY, "99", PropertyNames.TIMER_DELAY_MS, "5", "k", "v"), "t", 3, NOW)
                .orElseThrow();
        assertThat(parking.topic()).isEqualTo(TopicNames.SCHEDULE_TOPIC);
        assertThat(parking.queueId()).isEqualTo(17);
        assertThat(parking.properties())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        PropertyNames.DELAY,
                        "18",
                        PropertyNames.REAL_TOPIC,
                        "t",
                        PropertyNames.REAL_QID,
                        "3",
                        "k",
                        "v"));
    }

    @Test
    void secondsWinOverMillisecondsWinOverATime() {
        Map<String, String> all = Map.of(
                PropertyNames.TIMER_DELAY_SEC, "7",
                PropertyNames.TIMER_DELAY_MS, "5",
                PropertyNames.TIMER_DELIVER_MS, "" + (NOW + 3));
        assertThat(due(all)).isEqualTo(NOW + 7000);
        assertThat(due(Map.of(PropertyNames.TIMER_DELAY_MS, "5", PropertyNames.TIMER_DELIVER_MS, "" + (NOW + 3))))
                .isEqualTo(NOW + 5);
        assertThat(due(Map.of(PropertyNames.TIMER_DELIVER_MS, "" + (NOW + 3)))).isEqualTo(NOW + 3);
        assertThat(due(Map.of(PropertyNames.TIMER_DELAY_SEC, "" + Long.MAX_VALUE)))
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void officialFireTimesAreRoundedAsOfficialBrokersRound() {
        assertThat(out(NOW + 700)).isEqualTo("1700000001000");
        assertThat(out(1_700_000_002_000L)).isEqualTo("1700000001000");
    }

    @Test
    void whatIsDueAlreadyDoesNotWait() {
        assertThat(DelayRules.park(Map.of(PropertyNames.TIMER_DELIVER_MS, "" + NOW), "t", 0, NOW))
                .isEmpty();
        assertThat(DelayRules.park(Map.of(PropertyNames.TIMER_DELAY_SEC, "-5"), "t", 0, NOW))
                .isEmpty();
        assertThat(DelayRules.park(Map.of(PropertyNames.DELAY, "0"), "t", 0, NOW))
                .isEmpty();
        assertThat(DelayRules.park(Map.of(), "t", 0, NOW)).isEmpty();
    }

    @Test
    void whatIsNoNumberIsNamed() {
        assertThatThrownBy(() -> DelayRules.park(Map.of(PropertyNames.DELAY, "soon"), "t", 0, NOW))
                .hasMessage("property DELAY is 'soon', which is no whole number");
    }

    @Test
    void doneTimersAreKnownOnceAndOnlyFromTheFirstOn() {
        DoneTimers done = new DoneTimers(10);
        done.add(9, 50);
        done.add(12, 70);
        done.add(40, 60);
        assertThat(done.latest()).isEqualTo(70);
        assertThat(done.size()).isEqualTo(2);
        assertThat(done.remove(9)).isFalse();
        assertThat(done.remove(12)).isTrue();
        assertThat(done.remove(12)).isFalse();
        assertThat(done.contains(40)).isTrue();
        done.clear();
        assertThat(done.isEmpty()).isTrue();
    }

    private static long due(Map<String, String> properties) {
        return Long.parseLong(DelayRules.park(properties, "t", 0, NOW)
                .orElseThrow()
                .properties()
                .getOrDefault(PropertyNames.MQ_DUE_MS, ""));
    }

    private static String out(long due) {
        return DelayRules.park(Map.of(PropertyNames.TIMER_DELIVER_MS, "" + due), "t", 0, NOW)
                .orElseThrow()
                .properties()
                .getOrDefault(PropertyNames.TIMER_OUT_MS, "");
    }
}
