package io.mqspring.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.mqspring.admin.GroupDescription;
import io.mqspring.admin.GroupState;
import io.mqspring.admin.QueueDescription;
import io.mqspring.broker.EmbeddedBroker;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.PullConsumer;
import io.mqspring.consumer.PushConsumer;
import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.Message;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.RecallHandle;
import io.mqspring.producer.SendException;
import io.mqspring.producer.SendResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The client against a real embedded broker, within the JVM and over TCP. */
class MqClientIT extends BothWays {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @ParameterizedTest
    @EnumSource
    void S2_queue_metadata_of_a_topic_comes_from_the_broker_as_its_own_name_server(Way way) {
        EmbeddedBroker broker = broker(way);
        broker.createTopic("orders", 7);
        MqClient client = client(way, broker);

        List<MessageQueue> queues = client.pullConsumer("audit").queues("orders");

        assertThat(queues).hasSize(7).isSorted().allSatisfy(queue -> assertThat(queue.topic())
                .isEqualTo("orders"));
    }

    @ParameterizedTest
    @EnumSource
    void S3_membership_is_told_to_the_broker_which_tells_it_to_who_asks(Way way) {
        EmbeddedBroker broker = broker(way);
        MqClient one = client(way, broker);
        MqClient two = client(way, broker);
        broker.createTopic("orders", 4);
        consumer(one, "billing", "orders", new ConcurrentLinkedQueue<>());
        PushConsumer second = consumer(two, "billing", "orders", new ConcurrentLinkedQueue<>());

        await().atMost(PATIENCE).untilAsserted(() -> {
            GroupDescription billing = one.admin().describe("billing").orElseThrow();
            assertThat(billing.state()).isEqualTo(GroupState.CONSUMING);
            assertThat(billing.members()).hasSize(2);
            assertThat(owners(billing)).containsExactlyInAnyOrder(one.clientId(), two.clientId());
        });

        second.close();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        owners(one.admin().describe("billing").orElseThrow()))
                .containsOnly(one.clientId()));
    }

    @ParameterizedTest
    @EnumSource
    void S4_pull_consumer_fetches_queues_pulls_batches_and_commits_by_hand(Way way) {
        EmbeddedBroker broker = broker(way);
        broker.createTopic("orders", 2);
        MqClient client = client(way, broker);
        for (int i = 0; i < 20; i++) {
            client.producer().send(message("orders", "m" + i, i % 2 == 0 ? "even" : "odd"));
        }
        PullConsumer consumer = client.pullConsumer("audit");

        Set<String> all = new HashSet<>();
        for (MessageQueue queue : consumer.queues("orders")) {
            assertThat(consumer.committed(queue)).isEmpty();
            long next = consumer.minOffset(queue);
            while (next < consumer.maxOffset(queue)) {
                PullConsumer.Batch batch = consumer.pull(queue, "*", next, 3);
                batch.messages().forEach(view -> all.add(text(view)));
                next = batch.nextOffset();
            }
            consumer.commit(queue, next);
            assertThat(consumer.committed(queue)).hasValue(next);
        }
        assertThat(all).hasSize(20);

        List<String> odd = new ArrayList<>();
        for (MessageQueue queue : consumer.queues("orders")) {
            long next = 0;
            while (next < consumer.maxOffset(queue)) {
                PullConsumer.Batch batch = consumer.pull(queue, "odd", next, 32);
                batch.messages().forEach(view -> odd.add(text(view)));
                next = batch.nextOffset();
            }
        }
        assertThat(odd).hasSize(10).allSatisfy(text -> assertThat(Integer.parseInt(text.substring(1)) % 2)
                .isEqualTo(1));
    }

    @ParameterizedTest
    @EnumSource
    void S4_pull_consumer_waits_at_the_broker_for_the_first_message(Way way) throws Exception {
        EmbeddedBroker broker = broker(way);
        broker.createTopic("orders", 1);
        MqClient client = client(way, broker);
        PullConsumer consumer = client.pullConsumer("audit");
        MessageQueue queue = consumer.queues("orders").get(0);

        CompletableFuture<PullConsumer.Batch> waiting =
                CompletableFuture.supplyAsync(() -> consumer.pull(queue, "*", 0, 32, Duration.ofSeconds(20)));
        await().atMost(PATIENCE).until(() -> broker.stats().heldPulls() == 1);
        client.producer().send(message("orders", "first", "x"));

        assertThat(waiting.get(15, TimeUnit.SECONDS).messages())
                .extracting(MqClientIT::text)
                .containsExactly("first");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsSentIsConsumedOnceByEachGroupAndTheLagGoesToZero(Way way) {
        EmbeddedBroker broker = broker(way);
        MqClient client = client(way, broker);
        Queue<String> billing = new ConcurrentLinkedQueue<>();
        Queue<String> shipping = new ConcurrentLinkedQueue<>();
        consumer(client, "billing", "orders", billing);
        consumer(client, "shipping", "orders", shipping);

        List<CompletableFuture<SendResult>> sends = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            sends.add(client.producer().sendAsync(message("orders", "m" + i, "x")));
        }
        CompletableFuture.allOf(sends.toArray(CompletableFuture<?>[]::new))
                .orTimeout(30, TimeUnit.SECONDS)
                .join();

        await().atMost(PATIENCE).until(() -> billing.size() >= 2000 && shipping.size() >= 2000);
        assertThat(new TreeSet<>(billing)).hasSize(2000);
        assertThat(billing).hasSize(2000);
        assertThat(shipping).hasSize(2000);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        client.admin().describe("billing").orElseThrow().lag())
                .hasValue(0));
        assertThat(client.admin().groups()).extracting(group -> group.group()).containsExactly("billing", "shipping");
    }

    @ParameterizedTest
    @EnumSource
    void theFirstMessageToATopicReachesAListenerThatWasStartedBefore(Way way) {
        EmbeddedBroker broker = broker(way);
        MqClient client = client(way, broker);
        for (int i = 0; i < 10; i++) {
            String topic = "fresh-" + i;
            Queue<String> got = new ConcurrentLinkedQueue<>();
            consumer(client, "group-" + i, topic, got);
            client.producer().send(message(topic, "first", "x"));
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(got).containsExactly("first"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNewGroupOnAnOldTopicMissesNothingSentAfterItsStart(Way way) {
        EmbeddedBroker broker = broker(way);
        MqClient client = client(way, broker);
        client.producer().send(message("orders", "before", "x"));
        for (int i = 0; i < 10; i++) {
            Queue<String> got = new ConcurrentLinkedQueue<>();
            PushConsumer consumer = consumer(client, "group-" + i, "orders", got);
            client.producer().send(message("orders", "after-" + i, "x"));
            int round = i;
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(got).containsExactly("after-" + round));
            consumer.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFailedMessageComesAgainAndThenIsADeadLetter(Way way) {
        EmbeddedBroker broker = broker(way);
        MqClient client = client(way, broker);
        Queue<Integer> attempts = new ConcurrentLinkedQueue<>();
        client.pushConsumer("billing")
                .subscribe(
                        "orders",
                        "*",
                        SubscriptionSettings.defaults()
                                .withRetries(2, List.of(Duration.ofMillis(200), Duration.ofMillis(300))))
                .listener(views -> {
                    attempts.add(views.get(0).attempt());
                    throw new IllegalStateException("no");
                })
                .start();
        client.producer().send(message("orders", "flaky", "x"));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(attempts).containsExactly(1, 2, 3));
        PullConsumer dead = client.pullConsumer("look");
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
            MessageQueue queue = dead.queues("%DLQ%billing").get(0);
            assertThat(dead.pull(queue, "*", 0, 10).messages()).singleElement().satisfies(view -> assertThat(text(view))
                    .isEqualTo("flaky"));
        });
        assertThat(client.admin().describe("billing").orElseThrow().retry()).isPresent();
    }

    @ParameterizedTest
    @EnumSource
    void closingLetsRunningListenersEndCommitsAndLeavesTheGroup(Way way) throws Exception {
        EmbeddedBroker broker = broker(way);
        MqClient observer = client(way, broker);
        MqClient client = MqClientIT.connect(way, broker);
        CountDownLatch begun = new CountDownLatch(1);
        Queue<String> done = new ConcurrentLinkedQueue<>();
        client.pushConsumer("billing")
                .subscribe("orders", "*")
                .listener(views -> {
                    begun.countDown();
                    new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS);
                    done.add(text(views.get(0)));
                    return ConsumeResult.success();
                })
                .start();
        client.producer().send(message("orders", "slow", "x"));
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

        client.close();

        assertThat(done).containsExactly("slow");
        GroupDescription billing = observer.admin().describe("billing").orElseThrow();
        assertThat(billing.state()).isEqualTo(GroupState.OFFLINE);
        assertThat(billing.lag()).hasValue(0);
        assertThatExceptionOfType(SendException.class)
                .isThrownBy(() -> client.producer().send(message("orders", "late", "x")))
                .withMessageContaining("closed");
    }

    @ParameterizedTest
    @EnumSource
    void aBatchIsStoredInOneQueueWithItsMessagesOneAfterTheOther(Way way) {
        EmbeddedBroker broker = broker(way);
        MqClient client = client(way, broker);
        List<SendResult> results = client.producer()
                .sendBatch(
                        List.of(message("orders", "a", "x"), message("orders", "b", "y"), message("orders", "c", "")));
        SendResult result = results.get(0);
        PullConsumer consumer = client.pullConsumer("audit");
        assertThat(consumer.pull(result.queue(), "*", result.offset(), 10).messages())
                .extracting(MqClientIT::text)
                .containsExactly("a", "b", "c");
        assertThat(results)
                .extracting(SendResult::messageId)
                .containsExactly(consumer.pull(result.queue(), "*", result.offset(), 10).messages().stream()
                        .map(MessageView::messageId)
                        .toArray(String[]::new));
    }

    @ParameterizedTest
    @EnumSource
    void anUnknownTopicWithAutoCreationOffIsAnErrorThatNamesTheSwitch(Way way) {
        EmbeddedBroker broker = broker(way, settings(way).withAutoCreateTopics(false));
        MqClient client = client(way, broker);
        assertThatExceptionOfType(SendException.class)
                .isThrownBy(() -> client.producer().send(message("nowhere", "x", "x")))
                .withMessageContainingAll("nowhere", "mq.embedded.auto-create-topics")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(SendException.Kind.UNKNOWN_TOPIC));
    }

    @ParameterizedTest
    @EnumSource
    void aCompressedBodyComesBackWhole(Way way) {
        EmbeddedBroker broker = broker(way);
        MqClient client = client(way, broker);
        String large = "large ".repeat(5000);
        SendResult result = client.producer().send(message("orders", large, "x"));
        assertThat(client.pullConsumer("audit")
                        .pull(result.queue(), "*", result.offset(), 1)
                        .messages())
                .extracting(MqClientIT::text)
                .containsExactly(large);
    }

    @ParameterizedTest
    @EnumSource
    void badConsumersAreRefused(Way way) {
        EmbeddedBroker broker = broker(way);
        MqClient client = client(way, broker);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.pushConsumer("no such"))
                .withMessageContaining("no such");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.pushConsumer("g").start())
                .withMessageContaining("no topic");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.pushConsumer("g").subscribe("t", "*").start())
                .withMessageContainingAll("t", "no listener");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.pushConsumer("g").subscribe("t", "*").subscribe("t", "a"))
                .withMessageContainingAll("t", "twice");
        consumer(client, "g", "t", new ConcurrentLinkedQueue<>());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> consumer(client, "g", "u", new ConcurrentLinkedQueue<>()))
                .withMessageContainingAll("already has a consumer", "'g'");
    }

    @ParameterizedTest
    @EnumSource
    void a_timed_message_is_taken_back_by_its_handle_and_stays_taken_back_after_a_restart(Way way) {
        EmbeddedBroker broker = broker(way);
        broker.createTopic("orders", 1);
        MqClient client = client(way, broker);
        long due = System.currentTimeMillis() + 5000;
        SendResult kept = client.producer().send(timed("kept", due));
        SendResult taken = client.producer().send(timed("taken", due));
        String handle = taken.recallHandle().orElseThrow();

        assertThat(client.producer().recall(handle)).isEqualTo(taken.messageId());
        assertThat(client.producer().recallAsync(handle).join()).isEqualTo(taken.messageId());

        client.close();
        broker.close();
        EmbeddedBroker next = broker(way);
        MqClient later = client(way, next);
        PullConsumer consumer = later.pullConsumer("audit");
        MessageQueue queue = new MessageQueue("orders", "embedded", 0);
        PullConsumer.Batch batch = consumer.pull(queue, "*", 0, 32, Duration.ofSeconds(20));
        assertThat(batch.messages()).extracting(MqClientIT::text).containsExactly("kept");
        assertThat(batch.messages().get(0).storeTimestamp()).isGreaterThanOrEqualTo(due);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(next.stats().delayed()).isEmpty());
        assertThat(consumer.maxOffset(queue)).isEqualTo(1);
        refused(SendException.Kind.TOO_LATE, "it is too late", () -> later.producer()
                .recall(kept.recallHandle().orElseThrow()));
    }

    @ParameterizedTest
    @EnumSource
    void what_cannot_be_taken_back_is_said_exactly(Way way) {
        EmbeddedBroker broker = broker(way);
        MqClient client = client(way, broker);
        SendResult now = client.producer().send(message("orders", "now", "t"));
        assertThat(now.recallHandle()).isEmpty();
        long later = System.currentTimeMillis() + 60_000;

        refused(SendException.Kind.INVALID, "'nonsense' is no recall handle", () -> client.producer()
                .recall("nonsense"));
        refused(SendException.Kind.TOO_LATE, "no message with this handle waits here", () -> client.producer()
                .recall(new RecallHandle("orders", "embedded", later, now.messageId()).encode()));
        refused(SendException.Kind.UNREACHABLE, "broker 'elsewhere'", () -> client.producer()
                .recall(new RecallHandle("orders", "elsewhere", later, now.messageId()).encode()));
    }

    private static void refused(SendException.Kind kind, String text, ThrowingCallable recall) {
        assertThatExceptionOfType(SendException.class).isThrownBy(recall).satisfies(refusal -> {
            assertThat(refusal.kind()).isEqualTo(kind);
            assertThat(refusal).hasMessageContaining(text);
        });
    }

    private static Message timed(String text, long due) {
        return Message.to("orders")
                .property(PropertyNames.TIMER_DELIVER_MS, Long.toString(due))
                .body(text.getBytes(StandardCharsets.UTF_8))
                .build();
    }

    private static PushConsumer consumer(MqClient client, String group, String topic, Collection<String> got) {
        return client.pushConsumer(group)
                .subscribe(topic, "*", SubscriptionSettings.defaults().withStartFrom(StartFrom.latest()))
                .listener(views -> {
                    views.forEach(view -> got.add(text(view)));
                    return ConsumeResult.success();
                })
                .start();
    }

    private static Set<String> owners(GroupDescription group) {
        return group.topics().stream()
                .flatMap(topic -> topic.queues().stream())
                .map(QueueDescription::owner)
                .flatMap(java.util.Optional::stream)
                .collect(Collectors.toSet());
    }

    private static Message message(String topic, String text, String tag) {
        return Message.to(topic)
                .tag(tag)
                .body(text.getBytes(StandardCharsets.UTF_8))
                .build();
    }

    private static String text(MessageView view) {
        return new String(view.body(), StandardCharsets.UTF_8);
    }
}
