package io.mqspring.broker.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.scripted.ManualBackend;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The windows, over a day of virtual time. */
class BrokerFiguresTests {

    private final ManualBackend backend = new ManualBackend();
    private final BrokerFigures figures = new BrokerFigures(backend.time(), "cluster");

    BrokerFiguresTests() {
        figures.start(backend.thread("broker"));
    }

    @Test
    void whatComesIsSeenInEachWindowUntilItIsTooOldForIt() {
        figures.countIn("orders", 60, 6000);
        assertThat(messages().minute().sum()).isEqualTo(60);

        backend.advance(Duration.ofMinutes(2));
        assertThat(messages().minute().sum()).isZero();
        assertThat(messages().hour().sum()).isEqualTo(60);

        backend.advance(Duration.ofHours(2));
        assertThat(messages().hour().sum()).isZero();
        assertThat(messages().day().sum()).isEqualTo(60);

        backend.advance(Duration.ofHours(26));
        assertThat(figures.find(BrokerFigures.TOPIC_PUT_NUMS, "orders")).isEmpty();
        assertThat(figures.messagesIn()).isEqualTo(60);
        assertThat(figures.in().untilTodayMorning()).isEqualTo(60);
    }

    @Test
    void theBrokersFiguresAddUpItsTopicsAndGroups() {
        figures.countIn("orders", 2, 200);
        figures.countIn("bills", 3, 300);
        figures.countOut("g", "orders", 2, 200);

        assertThat(figures.find(BrokerFigures.BROKER_PUT_NUMS, "cluster"))
                .hasValueSatisfying(all -> assertThat(all.minute().sum()).isEqualTo(5));
        assertThat(figures.find(BrokerFigures.BROKER_GET_NUMS, "cluster"))
                .hasValueSatisfying(all -> assertThat(all.minute().sum()).isEqualTo(2));
        assertThat(figures.find(BrokerFigures.BROKER_PUT_NUMS, "another")).isEmpty();
        assertThat(figures.messagesOut()).isEqualTo(2);
    }

    private Windows messages() {
        return figures.find(BrokerFigures.TOPIC_PUT_NUMS, "orders").orElseThrow();
    }
}
