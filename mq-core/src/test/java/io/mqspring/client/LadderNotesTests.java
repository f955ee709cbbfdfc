package io.mqspring.client;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.mqspring.consumer.AsyncMessageListener;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.ConsumerRig;
import io.mqspring.consumer.Ordering;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.consumer.pull.Subscription;
import io.mqspring.filter.MessageFilter;
import io.mqspring.message.MessageView;
import io.mqspring.scripted.LogLines;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LadderNotesTests {

    private static final int V4_9_8 = 409;
    private static final int V5 = 513;

    private final LogLines log = LogLines.of(LadderNotes.class.getName(), Level.INFO);
    private final ConsumerRig rig = new ConsumerRig();
    private int version = V4_9_8;

    @BeforeEach
    void listen() {
        rig.broker.topic("orders", 1);
        rig.know("orders");
    }

    @AfterEach
    void stop() {
        log.close();
    }

    private LadderNotes notes(SubscriptionSettings settings) {
        TopicListener listener = new TopicListener(
                new Subscription("orders", MessageFilter.all(), 1, settings), new AsyncMessageListener() {
                    @Override
                    public CompletionStage<ConsumeResult> consume(List<MessageView> messages) {
                        return CompletableFuture.completedFuture(ConsumeResult.success());
                    }

                    @Override
                    public String name() {
                        return "Billing.on";
                    }
                });
        return new LadderNotes(
                "billing", List.of(listener), rig.routes, address -> version, rig.loop, Duration.ofSeconds(30));
    }

    private List<String> told(SubscriptionSettings settings) {
        LadderNotes notes = notes(settings);
        rig.onLoop(notes::tell);
        return told();
    }

    private List<String> told() {
        return log.lines();
    }

    @Test
    void a_ladder_that_levels_cannot_keep_is_told_with_what_becomes_of_it() {
        assertThat(told(SubscriptionSettings.defaults()
                        .withRetries(5, List.of(Duration.ofSeconds(2), Duration.ofSeconds(45)))))
                .singleElement()
                .asString()
                .contains("billing: broker b:10911 is RocketMQ 4.9")
                .contains("Billing.on on orders is retried after PT1S, PT1M instead of PT2S, PT45S");
    }

    @Test
    void a_ladder_of_levels_stays_as_it_is_set() {
        assertThat(told(SubscriptionSettings.defaults()))
                .singleElement()
                .asString()
                .endsWith("PT2H, as set");
    }

    @Test
    void brokers_with_timers_and_retries_in_place_need_no_words() {
        assertThat(told(SubscriptionSettings.defaults().withOrdering(Ordering.QUEUE)))
                .isEmpty();
        version = V5;
        assertThat(told(SubscriptionSettings.defaults())).isEmpty();
    }

    @Test
    void a_broker_that_answers_late_is_told_of_when_it_does_and_once() {
        version = 0;
        assertThat(told(SubscriptionSettings.defaults())).isEmpty();

        version = V4_9_8;
        rig.backend.advance(Duration.ofSeconds(31));
        assertThat(told()).hasSize(1);
        rig.backend.advance(Duration.ofMinutes(5));
        assertThat(told()).hasSize(1);
    }
}
