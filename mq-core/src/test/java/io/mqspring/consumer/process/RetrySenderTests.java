package io.mqspring.consumer.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.ConsumerRig;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.MessageProperties;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.MessageView;
import io.mqspring.observe.ClientObserver;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.SendBackRequest;
import io.mqspring.protocol.SendMessageRequest;
import io.mqspring.scripted.ModelBroker;
import io.mqspring.transport.RemotingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetrySenderTests {

    private static final MessageQueue QUEUE = ModelBroker.queue("orders", 2);
    private static final MessageQueue RETRY = ModelBroker.queue("%RETRY%billing", 0);

    private final ConsumerRig rig = new ConsumerRig();
    private final List<String> observed = new ArrayList<>();
    private int brokerVersion = 513;
    private long nextOffset;
    private final RetrySender sender = new RetrySender(
            "billing",
            "shop 1.2",
            rig.link,
            rig.routes,
            address -> brokerVersion,
            rig.backend.time(),
            rig.backend.newRandom(),
            new ClientObserver() {
                @Override
                public void onRetry(String group, String topic, int attempt) {
                    observed.add("retry " + group + " " + topic + " " + attempt);
                }

                @Override
                public void onDeadLetter(String group, String topic, String reason) {
                    observed.add("dead " + group + " " + topic + " " + reason);
                }
            });
    private final ProcessQueue window = new ProcessQueue(QUEUE, 0, (queue, messages, bytes) -> {});
    private SubscriptionSettings settings =
            SubscriptionSettings.defaults().withRetries(3, List.of(Duration.ofSeconds(10), Duration.ofSeconds(30)));

    @BeforeEach
    void knowTheTopic() {
        rig.broker.topic("orders", 4);
        rig.know("orders");
    }

    private InFlight message(MessageQueue queue, int reconsumeTimes, Map<String, String> properties) {
        byte[] record = ModelBroker.record(queue, nextOffset++, 77, "body", properties, reconsumeTimes, 5);
        return window.put(List.of(MessageView.of(record, ModelBroker.NAME)), 0).get(0);
    }

    private CompletableFuture<Void> retry(InFlight message, ConsumeResult.Retry failure) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        rig.onLoop(() -> sender.retry(message, failure, settings).whenComplete((ok, bad) -> {
            if (bad == null) {
                done.complete(null);
            } else {
                done.completeExceptionally(bad);
            }
        }));
        return done;
    }

    private SendMessageRequest sent() {
        List<SendMessageRequest> all = rig.broker.requests(SendMessageRequest.class);
        return all.get(all.size() - 1);
    }

    @Test
    void S10_failure_sends_a_copy_to_the_retry_topic_that_comes_when_its_delay_is_over() {
        CompletableFuture<Void> done =
                retry(message(QUEUE, 0, Map.of("TAGS", "paid")), new ConsumeResult.Retry(null, null));

        assertThat(done).isCompleted();
        SendMessageRequest copy = sent();
        assertThat(copy.topic()).isEqualTo("%RETRY%billing");
        // By this, official brokers judge whether the user may do so.
        assertThat(copy.producerGroup()).isEqualTo("billing");
        assertThat(copy.reconsumeTimes()).isEqualTo(1);
        // One more than the maximum of 3, at which release 4.9 would give up.
        assertThat(copy.maxReconsumeTimes()).isEqualTo(4);
        assertThat(copy.bornTimestamp()).isEqualTo(5);
        assertThat(MessageProperties.decode(copy.properties()))
                .containsEntry("TIMER_DELAY_MS", "10000")
                .containsEntry("TAGS", "paid");
        assertThat(rig.broker.end(RETRY)).isZero();
        rig.backend.advance(Duration.ofSeconds(10));
        assertThat(rig.broker.end(RETRY)).isEqualTo(1);
        MessageView again = MessageView.of(rig.broker.records(RETRY).get(0), ModelBroker.NAME);
        assertThat(again.topic()).isEqualTo("orders");
        assertThat(again.attempt()).isEqualTo(2);
        assertThat(observed).containsExactly("retry billing orders 1");
    }

    @Test
    void a_postponed_message_comes_again_with_the_same_number_however_often_it_has_failed() {
        for (int failures = 0; failures <= 3; failures++) {
            InFlight message = message(QUEUE, failures, Map.of("MQ_ORIGIN_TOPIC", "elsewhere"));
            rig.onLoop(() -> sender.postpone(message, new ConsumeResult.Postponed(Duration.ofSeconds(7)), settings));

            assertThat(sent().reconsumeTimes()).isEqualTo(failures);
            assertThat(sent().maxReconsumeTimes()).isEqualTo(4);
            assertThat(MessageProperties.decode(sent().properties()))
                    .containsEntry("TIMER_DELAY_MS", "7000")
                    .containsEntry("RETRY_TOPIC", "orders")
                    .containsEntry("MQ_ORIGIN_TOPIC", "orders")
                    .containsEntry("RECONSUME_TIME", Integer.toString(failures))
                    .doesNotContainKey("MQ_ATTEMPTS");
        }
        rig.backend.advance(Duration.ofSeconds(7));
        assertThat(rig.broker.records(RETRY))
                .extracting(record -> MessageView.of(record, ModelBroker.NAME).attempt())
                .containsExactly(1, 2, 3, 4);
        assertThat(observed).isEmpty();
    }

    @Test
    void delays_follow_the_ladder_or_what_the_listener_asks_for() {
        retry(message(QUEUE, 1, Map.of()), new ConsumeResult.Retry(null, null));
        assertThat(MessageProperties.decode(sent().properties())).containsEntry("TIMER_DELAY_MS", "30000");

        retry(message(QUEUE, 1, Map.of()), new ConsumeResult.Retry(Duration.ofMillis(1234), null));
        assertThat(MessageProperties.decode(sent().properties())).containsEntry("TIMER_DELAY_MS", "1234");

        retry(message(QUEUE, 1, Map.of()), new ConsumeResult.Retry(Duration.ZERO, null));
        assertThat(MessageProperties.decode(sent().properties())).doesNotContainKeys("TIMER_DELAY_MS", "DELAY");
    }

    @Test
    void a_broker_without_timers_gets_the_nearest_level() {
        brokerVersion = 409;

        retry(message(QUEUE, 1, Map.of()), new ConsumeResult.Retry(null, null));

        assertThat(MessageProperties.decode(sent().properties()))
                .containsEntry("DELAY", "4")
                .doesNotContainKey("TIMER_DELAY_MS");
    }

    @Test
    void a_broker_that_has_not_told_its_version_gets_a_level_that_is_not_shorter() {
        brokerVersion = 0;

        retry(message(QUEUE, 1, Map.of()), new ConsumeResult.Retry(Duration.ofMillis(1_157), null));

        assertThat(MessageProperties.decode(sent().properties()))
                .containsEntry("DELAY", "2")
                .doesNotContainKey("TIMER_DELAY_MS");
    }

    @Test
    void a_message_that_has_failed_too_often_is_dead_lettered() {
        retry(message(QUEUE, 3, Map.of()), new ConsumeResult.Retry(null, new IllegalStateException("no")));

        assertThat(sent().reconsumeTimes()).isEqualTo(4);
        assertThat(sent().maxReconsumeTimes()).isEqualTo(3);
        MessageView dead = MessageView.of(
                rig.broker.records(ModelBroker.queue("%DLQ%billing", 0)).get(0), ModelBroker.NAME);
        assertThat(dead.properties())
                .containsEntry("MQ_DEAD_LETTER_REASON", "attempts-exhausted")
                .containsEntry("MQ_ERROR_MESSAGE", "no")
                .containsEntry("MQ_ORIGIN_TOPIC", "orders")
                .containsEntry("MQ_APPLICATION", "shop 1.2");
        assertThat(observed).containsExactly("dead billing orders attempts-exhausted");
    }

    @Test
    void a_failure_that_is_not_worth_it_is_dead_lettered_at_its_first_attempt() {
        settings = settings.withRetries(settings.retries()
                .withFailures(List.of(IllegalStateException.class), List.of(NumberFormatException.class)));

        retry(message(QUEUE, 0, Map.of()), new ConsumeResult.Retry(null, new IllegalArgumentException("no")));
        // What the listener asks for does not make it worth it.
        retry(
                message(QUEUE, 0, Map.of()),
                new ConsumeResult.Retry(
                        Duration.ofSeconds(1), new IllegalStateException(new NumberFormatException("no number"))));
        assertThat(rig.broker.end(ModelBroker.queue("%DLQ%billing", 0))).isEqualTo(2);
        assertThat(MessageView.of(
                                rig.broker
                                        .records(ModelBroker.queue("%DLQ%billing", 0))
                                        .get(0),
                                ModelBroker.NAME)
                        .properties())
                .containsEntry("MQ_DEAD_LETTER_REASON", "not-retryable")
                .containsEntry("MQ_ERROR_CLASS", "java.lang.IllegalArgumentException")
                .containsKey("MQ_ATTEMPTS");

        retry(message(QUEUE, 0, Map.of()), new ConsumeResult.Retry(null, new IllegalStateException("later")));
        retry(message(QUEUE, 0, Map.of()), new ConsumeResult.Retry(null, null));
        rig.backend.advance(Duration.ofSeconds(10));
        assertThat(rig.broker.end(RETRY)).isEqualTo(2);
        assertThat(observed)
                .containsExactly(
                        "dead billing orders not-retryable",
                        "dead billing orders not-retryable",
                        "retry billing orders 1",
                        "retry billing orders 1");
    }

    @Test
    void jitter_moves_the_delay_within_its_bounds() {
        settings = settings.withRetries(settings.retries().withJitter(0.5));
        Set<Long> delays = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            retry(message(QUEUE, 0, Map.of()), new ConsumeResult.Retry(null, null));
            delays.add(
                    Long.parseLong(MessageProperties.decode(sent().properties()).getOrDefault("TIMER_DELAY_MS", "0")));
        }

        assertThat(delays).hasSizeGreaterThan(20).allMatch(delay -> delay >= 5000 && delay <= 15_000);
    }

    @Test
    void a_rejected_message_is_dead_lettered_at_its_first_attempt() {
        rig.onLoop(() ->
                sender.reject(message(QUEUE, 0, Map.of()), new ConsumeResult.Reject("validation", null), settings));

        assertThat(rig.broker.end(ModelBroker.queue("%DLQ%billing", 0))).isEqualTo(1);
        assertThat(observed).containsExactly("dead billing orders validation");
    }

    @Test
    void a_message_stays_until_a_broker_takes_it_and_its_delay_is_not_prolonged() {
        rig.broker.interfere(request -> new RemotingException(RemotingException.Kind.CONNECT_FAILED, "down"));
        CompletableFuture<Void> done = retry(message(QUEUE, 0, Map.of()), new ConsumeResult.Retry(null, null));

        rig.backend.advance(Duration.ofSeconds(4));
        assertThat(done).isNotDone();
        assertThat(rig.broker.requests(SendBackRequest.class)).isNotEmpty();
        rig.broker.interfere(request -> request instanceof SendBackRequest
                ? new RemotingException(RemotingException.Kind.CONNECT_FAILED, "down")
                : null);
        rig.backend.advance(Duration.ofSeconds(20));

        assertThat(done).isCompleted();
        assertThat(Long.parseLong(MessageProperties.decode(sent().properties()).getOrDefault("TIMER_DELAY_MS", "0")))
                .isLessThan(6000);
    }

    @Test
    void a_copy_that_the_broker_finds_fault_with_is_replaced_by_the_place_in_the_log() {
        rig.broker.interfere(request -> request instanceof SendMessageRequest
                ? new CommandFailedException(ResponseCode.MESSAGE_ILLEGAL, "too long")
                : null);

        CompletableFuture<Void> done = retry(message(QUEUE, 0, Map.of()), new ConsumeResult.Retry(null, null));
        rig.backend.advance(Duration.ofSeconds(1));

        assertThat(done).isCompleted();
        SendBackRequest back = rig.broker.requests(SendBackRequest.class).get(0);
        assertThat(back.offset()).isEqualTo(77);
        assertThat(back.delayLevel()).isEqualTo(3);
        assertThat(back.originTopic()).isEqualTo("orders");
        assertThat(rig.broker.requests(SendMessageRequest.class)).hasSize(1);
    }

    @Test
    void nobody_tries_on_for_a_window_that_belongs_to_another_member() {
        rig.broker.interfere(request -> new RemotingException(RemotingException.Kind.CONNECT_FAILED, "down"));
        CompletableFuture<Void> done = retry(message(QUEUE, 0, Map.of()), new ConsumeResult.Retry(null, null));
        window.abandon();

        rig.backend.advance(Duration.ofMinutes(1));

        assertThat(done).isCompletedExceptionally();
        assertThat(rig.broker.requests(SendMessageRequest.class)).hasSize(1);
        assertThat(observed).isEmpty();
    }
}
