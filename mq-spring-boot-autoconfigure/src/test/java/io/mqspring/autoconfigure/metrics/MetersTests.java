package io.mqspring.autoconfigure.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.mqspring.consumer.QueueProgress;
import io.mqspring.consumer.StuckCall;
import io.mqspring.message.MessageQueue;
import io.mqspring.observe.ClientObserver.SendOutcome;
import io.mqspring.observe.RebalanceReason;
import io.mqspring.spring.listener.MqListenerObserver.Outcome;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MetersTests {

    private static final long NOW = 10_000;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void deliveriesSendsRetriesAndDeadLettersAreCounted() {
        ListenerMeters listeners = new ListenerMeters();
        listeners.onDelivery("Billing.on", "billing", "orders", Outcome.SUCCESS, 1);
        listeners.bindTo(registry);
        listeners.onDelivery("Billing.on", "billing", "orders", Outcome.SUCCESS, TimeUnit.MILLISECONDS.toNanos(5));
        listeners.onDelivery("Billing.on", "billing", "orders", Outcome.RETRY, 1);
        ClientMeters client = new ClientMeters();
        client.bindTo(registry);
        client.onSend("orders", SendOutcome.FAILURE, 7);
        client.onRetry("billing", "orders", 1);
        client.onRetry("billing", "orders", 2);
        client.onDeadLetter("billing", "orders", "validation");
        client.onOffsetMoved("billing", "orders", 0, 3, 10);
        client.onOffsetMoved("billing", "orders", 1, 5, 0);
        client.onRebalance("billing", "orders", 4, RebalanceReason.START);
        client.onRebalance("billing", "orders", 2, RebalanceReason.MEMBERS);
        client.onRebalance("billing", "orders", 4, RebalanceReason.MEMBERS);
        client.onHandOverTimeout("billing", "orders", 3);
        client.onUncommitted("billing", "orders", 3, 5);

        assertThat(registry.get("mq.listener")
                        .tags("listener", "Billing.on", "group", "billing", "topic", "orders", "outcome", "success")
                        .timer()
                        .totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(5);
        assertThat(registry.get("mq.listener").tags("outcome", "retry").timer().count())
                .isEqualTo(1);
        assertThat(registry.get("mq.send")
                        .tags("topic", "orders", "outcome", "failure")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("mq.consumer.retries")
                        .tags("group", "billing")
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("mq.consumer.deadletters").counter().count()).isEqualTo(1);
        assertThat(registry.get("mq.consumer.skipped")
                        .tags("group", "billing", "topic", "orders")
                        .counter()
                        .count())
                .isEqualTo(7);
        assertThat(registry.get("mq.rebalances")
                        .tags("group", "billing", "topic", "orders", "reason", "members")
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("mq.handover.timeouts").counter().count()).isEqualTo(1);
        assertThat(registry.get("mq.handover.uncommitted").counter().count()).isEqualTo(5);
    }

    @Test
    void duplicatesAreCountedByGroupAndListener() {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        ListenerMeters listeners = new ListenerMeters();
        listeners.onDuplicateSuppressed("Billing.on", "billing");
        listeners.bindTo(prometheus);
        listeners.onDuplicateSuppressed("Billing.on", "billing");
        listeners.onDuplicateSuppressed("Billing.on", "billing");
        listeners.onDuplicatePostponed("Billing.on", "billing");

        assertThat(prometheus.scrape())
                .contains("mq_idempotent_suppressed_total{group=\"billing\",listener=\"Billing.on\"} 2.0")
                .contains("mq_idempotent_postponed_total{group=\"billing\",listener=\"Billing.on\"} 1.0");
    }

    @Test
    void figuresAreSummedOverTheQueuesOwned() {
        List<TopicFigures> figures =
                TopicFigures.of("billing", List.of(queue(0, 5, 8, 9_000), queue(1, 2, 12, 7_500)), NOW);
        assertThat(figures).containsExactly(new TopicFigures("billing", "orders", 13, 2.5, 2, 20, 0, 0));
    }

    @Test
    void whatIsNotKnownIsNoNumber() {
        assertThat(TopicFigures.of("g", List.of(queue(0, 5, 8, 9_000), queue(1, -1, 12, -1)), NOW))
                .singleElement()
                .satisfies(topic -> {
                    assertThat(topic.lag()).isNaN();
                    assertThat(topic.lagAgeSeconds()).isNaN();
                });
        assertThat(TopicFigures.of("g", List.of(queue(0, 5, -1, -1)), NOW))
                .singleElement()
                .satisfies(topic -> assertThat(topic.lag()).isNaN());
    }

    @Test
    void nothingIsNegative() {
        assertThat(TopicFigures.of("g", List.of(queue(0, 9, 8, 99_000)), NOW))
                .singleElement()
                .satisfies(topic -> {
                    assertThat(topic.lag()).isZero();
                    assertThat(topic.lagAgeSeconds()).isZero();
                });
    }

    @Test
    void aGaugeIsAbsentUntilItsValueIsKnownAndAfterTheQueuesAreGone() {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        List<List<TopicFigures>> now = new java.util.ArrayList<>();
        now.add(List.of(new TopicFigures("billing", "orders", Double.NaN, Double.NaN, 0, 0, 0, 0)));
        ConsumerGauges gauges = new ConsumerGauges(() -> now.get(0));
        gauges.bindTo(prometheus);

        gauges.refresh();
        assertThat(prometheus.scrape()).doesNotContain("mq_consumer_lag").contains("mq_consumer_inflight");

        now.set(
                0,
                List.of(
                        new TopicFigures("billing", "orders", 128, 1.4, 20, 4096, 0, 0),
                        new TopicFigures("billing", "%RETRY%billing", 1, 1, 1, 1, 0, 0)));
        gauges.refresh();
        gauges.refresh();
        assertThat(prometheus.scrape())
                .contains("mq_consumer_lag{group=\"billing\",topic=\"orders\"} 128")
                .contains("mq_consumer_lag_age_seconds{group=\"billing\",topic=\"orders\"} 1.4")
                .contains("mq_consumer_cached_bytes{group=\"billing\",topic=\"orders\"} 4096")
                .doesNotContain("RETRY");

        now.set(0, List.of());
        gauges.refresh();
        assertThat(prometheus.scrape()).doesNotContain("mq_consumer_");
    }

    @Test
    void gaugesReadTheValueOfTheMoment() {
        List<List<TopicFigures>> now = new java.util.ArrayList<>();
        now.add(List.of(new TopicFigures("billing", "orders", 1, 0, 0, 0, 0, 0)));
        ConsumerGauges gauges = new ConsumerGauges(() -> now.get(0));
        gauges.bindTo(registry);
        gauges.refresh();
        Gauge lag = registry.get("mq.consumer.lag").gauge();
        now.set(0, List.of(new TopicFigures("billing", "orders", 2, 0, 0, 0, 0, 0)));
        assertThat(lag.value()).isEqualTo(2);
    }

    @Test
    void stuckCallsAreCountedByListener() {
        StuckCall call = new StuckCall(
                "Billing.on",
                "orders",
                new MessageQueue("orders", "embedded", 0),
                7,
                "id",
                1,
                1,
                java.time.Duration.ofMinutes(2),
                false);
        List<List<StuckGauges.Listener>> now = new java.util.ArrayList<>();
        now.add(List.of(new StuckGauges.Listener("billing", "Billing.on", List.of())));
        StuckGauges gauges = new StuckGauges(() -> now.get(0));
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        gauges.bindTo(prometheus);

        gauges.refresh();
        assertThat(prometheus.scrape()).contains("mq_listener_stuck{group=\"billing\",listener=\"Billing.on\"} 0");
        now.set(0, List.of(new StuckGauges.Listener("billing", "Billing.on", List.of(call, call))));
        assertThat(prometheus.scrape()).contains("mq_listener_stuck{group=\"billing\",listener=\"Billing.on\"} 2");
        now.set(0, List.of());
        gauges.refresh();
        assertThat(prometheus.scrape()).doesNotContain("mq_listener_stuck");
    }

    private static QueueProgress queue(int id, long consumed, long max, long oldest) {
        return new QueueProgress(
                new MessageQueue("orders", "embedded", id),
                consumed,
                consumed,
                1,
                10,
                1,
                max,
                oldest,
                0,
                0,
                false,
                false);
    }
}
