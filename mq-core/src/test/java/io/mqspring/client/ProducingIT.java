package io.mqspring.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mqspring.broker.EmbeddedBroker;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.PullConsumer;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.Message;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.producer.Producer;
import io.mqspring.producer.SendException;
import io.mqspring.producer.SendResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests, lists and cancelled delays on a real embedded broker, within the JVM and over TCP. */
class ProducingIT extends BothWays {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static Message message(String topic, String body) {
        return Message.to(topic).body(body.getBytes(StandardCharsets.UTF_8)).build();
    }

    private static String text(MessageView view) {
        return new String(view.body(), StandardCharsets.UTF_8);
    }

    /** Replies to each request twice; notes how the replies went. */
    private static void replier(MqClient client, Queue<CompletableFuture<Void>> replies) {
        client.pushConsumer("repliers")
                .subscribe("questions", "*", SubscriptionSettings.defaults())
                .listener(messages -> {
                    for (MessageView request : messages) {
                        for (int i = 0; i < 2; i++) {
                            replies.add(client.producer()
                                    .replyAsync(
                                            request,
                                            ("re: " + text(request)).getBytes(StandardCharsets.UTF_8),
                                            Map.of("own", "x")));
                        }
                    }
                    return ConsumeResult.success();
                })
                .start();
    }

    @ParameterizedTest
    @EnumSource
    void aRequestGetsTheReplyOfAnotherClientOnce(Way way) {
        EmbeddedBroker broker = broker(way);
        broker.createTopic("questions", 2);
        Queue<CompletableFuture<Void>> replies = new ConcurrentLinkedQueue<>();
        replier(client(way, broker), replies);
        Producer asking = client(way, broker).producer();

        MessageView reply = asking.request(message("questions", "how"), PATIENCE);
        assertThat(text(reply)).isEqualTo("re: how");
        assertThat(reply.property("own")).contains("x");
        List<CompletableFuture<MessageView>> many = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            many.add(asking.requestAsync(message("questions", "q" + i), PATIENCE));
        }
        for (int i = 0; i < 50; i++) {
            assertThat(text(many.get(i).join())).isEqualTo("re: q" + i);
        }
        // The second one arrived, too, and was dropped.
        Awaitility.await().atMost(PATIENCE).until(() -> replies.size() == 102);
        assertThat(replies).allSatisfy(each -> assertThat(each).succeedsWithin(PATIENCE));
    }

    @ParameterizedTest
    @EnumSource
    void aRequesterThatIsGoneIsAnErrorOfTheReply(Way way) {
        EmbeddedBroker broker = broker(way);
        broker.createTopic("questions", 1);
        MqClient asking = client(way, broker);
        MqClient replying = client(way, broker);
        CompletableFuture<MessageView> asked =
                asking.producer().requestAsync(message("questions", "anybody?"), PATIENCE);
        PullConsumer consumer = replying.pullConsumer("g");
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> consumer.maxOffset(consumer.queues("questions").get(0)) == 1);
        asking.close();
        assertThatExceptionOfType(SendException.class)
                .isThrownBy(() -> AwaitedFailure.of(asked))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(SendException.Kind.CLOSED));

        MessageView request = consumer.pull(consumer.queues("questions").get(0), "*", 0, 1)
                .messages()
                .get(0);
        assertThat(request.property(PropertyNames.REPLY_TO_CLIENT)).contains(asking.clientId());
        assertThatExceptionOfType(SendException.class)
                .isThrownBy(() -> AwaitedFailure.of(replying.producer().replyAsync(request, new byte[] {1}, Map.of())))
                .withMessageContaining(asking.clientId());
    }

    /** What a future fails with, as it is. */
    private static final class AwaitedFailure {
        static void of(CompletableFuture<?> future) {
            try {
                future.orTimeout(60, java.util.concurrent.TimeUnit.SECONDS).join();
            } catch (java.util.concurrent.CompletionException e) {
                if (e.getCause() instanceof SendException known) {
                    throw known;
                }
                throw e;
            }
        }
    }

    @Test
    void aRequestIsAnsweredAgainAfterTheConnectionWasLost() {
        EmbeddedBroker broker = broker(Way.TCP);
        broker.createTopic("questions", 1);
        replier(client(Way.TCP, broker), new ConcurrentLinkedQueue<>());
        Producer asking = client(Way.TCP, broker).producer();
        assertThat(text(asking.request(message("questions", "one"), PATIENCE))).isEqualTo("re: one");

        int port = broker.port().orElseThrow();
        broker.close();
        broker(Way.TCP, settings(Way.TCP).withPort(port));
        Awaitility.await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertThat(
                        text(asking.request(message("questions", "two"), Duration.ofSeconds(3))))
                .isEqualTo("re: two"));
    }

    @ParameterizedTest
    @EnumSource
    void aLargeListIsStoredWholeAndInTheOrderOfItsKeys(Way way) {
        EmbeddedBroker broker = broker(way);
        broker.createTopic("orders", 4);
        MqClient client = client(way, broker);
        List<Message> list = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            list.add(Message.to("orders")
                    .orderedBy("k" + i % 10)
                    .body(("m" + i).getBytes(StandardCharsets.UTF_8))
                    .build());
        }
        List<SendResult> results = client.producer().sendBatch(list);

        PullConsumer consumer = client.pullConsumer("g");
        for (int i = 0; i < 3000; i += 97) {
            SendResult result = results.get(i);
            MessageView stored = consumer.pull(result.queue(), "*", result.offset(), 1)
                    .messages()
                    .get(0);
            assertThat(text(stored)).isEqualTo("m" + i);
            assertThat(stored.messageId()).isEqualTo(result.messageId());
            assertThat(stored.offsetMessageId()).isEqualTo(result.offsetMessageId());
        }
        for (int i = 10; i < 3000; i++) {
            assertThat(results.get(i).queue()).isEqualTo(results.get(i - 10).queue());
            assertThat(results.get(i).offset())
                    .isGreaterThan(results.get(i - 10).offset());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDelayedMessageIsCancelledByItsResult(Way way) {
        EmbeddedBroker broker = broker(way);
        MqClient client = client(way, broker);
        SendResult sent = client.producer()
                .send(Message.to("orders")
                        .body(new byte[] {1})
                        .after(Duration.ofHours(1))
                        .build());
        assertThat(client.producer().cancel(sent)).isEqualTo(sent.messageId());
        SendResult plain = client.producer().send(message("orders", "now"));
        assertThatExceptionOfType(SendException.class)
                .isThrownBy(() -> client.producer().cancel(plain))
                .withMessageContaining("without a delay");
    }
}
