package io.mqspring.broker.delay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.message.PropertyNames;
import io.mqspring.message.TopicNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
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
    void theHeapGivesOutInOrderOfDueTimes() {
        Random random = new Random(3);
        HeapTimerIndex heap = new HeapTimerIndex();
        PriorityQueue<long[]> model =
                new PriorityQueue<>((a, b) -> a[0] != b[0] ? Long.compare(a[0], b[0]) : Long.compare(a[1], b[1]));
        for (int i = 0; i < 50_000; i++) {
            if (random.nextInt(100) < (i < 30_000 ? 60 : 30)) {
                long due = random.nextInt(1000);
                heap.add(due, i);
                model.add(new long[] {due, i});
            } else {
                long now = random.nextInt(1000);
                long[] first = model.peek();
                long expected = first == null || first[0] > now ? TimerIndex.NONE : first[1];
                assertThat(heap.pollDue(now)).isEqualTo(expected);
                if (expected != TimerIndex.NONE) {
                    model.remove();
                }
            }
            assertThat(heap.size()).isEqualTo(model.size());
            assertThat(heap.nextDue()).isEqualTo(model.isEmpty() ? TimerIndex.NONE : model.element()[0]);
        }
    }

    @Test
    void progressKnowsTheLowestPendingAndWhatIsDoneAbove() {
        TimerProgress progress = new TimerProgress(10);
        List<Long> order = new ArrayList<>(List.of(12L, 11L, 15L));
        order.forEach(progress::markDone);
        assertThat(progress.lowest()).isEqualTo(10);
        assertThat(progress.isDone(12)).isTrue();
        assertThat(progress.isDone(13)).isFalse();
        assertThat(progress.isDone(9)).isTrue();

        TimerProgress reread = new TimerProgress(progress.lowest(), progress.doneAbove());
        reread.markDone(10);
        assertThat(reread.lowest()).isEqualTo(13);
        assertThat(reread.isDone(15)).isTrue();
        reread.truncate(14);
        assertThat(reread.isDone(15)).isFalse();
        reread.truncate(4);
        assertThat(reread.lowest()).isEqualTo(4);
    }

    @Test
    void progressStaysSmall() {
        TimerProgress progress = new TimerProgress(0);
        for (long offset = 0; offset < 300_000; offset++) {
            progress.markDone(offset ^ 1);
        }
        assertThat(progress.lowest()).isEqualTo(300_000);
        assertThat(progress.doneAbove()).isEmpty();
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
