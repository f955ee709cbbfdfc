package io.mqspring.producer;

import static io.mqspring.producer.ProducerFixture.failureOf;
import static io.mqspring.producer.ProducerFixture.message;
import static io.mqspring.scripted.ScriptedRemoting.done;
import static io.mqspring.scripted.ScriptedRemoting.refused;
import static io.mqspring.scripted.ScriptedRemoting.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.message.BodyCompression;
import io.mqspring.message.HostAddress;
import io.mqspring.message.Message;
import io.mqspring.message.MessageProperties;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.RecordContent;
import io.mqspring.message.RecordFormat;
import io.mqspring.message.SysFlags;
import io.mqspring.protocol.PushReplyRequest;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.SendMessageRequest;
import io.mqspring.protocol.SendReplyRequest;
import io.mqspring.scripted.ScriptedRemoting;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests and replies in virtual time. */
class RequestTests {

    private static final Duration FIVE = Duration.ofSeconds(5);

    private final ProducerFixture fixture = new ProducerFixture();

    @BeforeEach
    void aTopic() {
        fixture.topic("quotes", 1, "a", "b");
    }

    private SendMessageRequest sent() {
        return (SendMessageRequest)
                fixture.remoting.exchanges(SendMessageRequest.class).get(0).request();
    }

    private static PushReplyRequest reply(String correlationId, String body) {
        return reply(correlationId, body.getBytes(StandardCharsets.UTF_8), 0);
    }

    private static PushReplyRequest reply(String correlationId, byte[] body, int sysFlag) {
        return new PushReplyRequest(
                "g",
                "DefaultCluster_REPLY_TOPIC",
                0,
                sysFlag,
                1,
                0,
                MessageProperties.encode(Map.of(PropertyNames.CORRELATION_ID, correlationId, "own", "x")),
                "127.0.0.1:1",
                "127.0.0.1:2",
                3,
                ByteBuffer.wrap(body));
    }

    private String correlationId() {
        return MessageProperties.decode(sent().properties()).getOrDefault(PropertyNames.CORRELATION_ID, "");
    }

    @Test
    void aRequestSaysWhoWaitsAndItsReplyCompletesItOnAWorker() {
        CompletableFuture<MessageView> answer = fixture.producer.requestAsync(message("quotes"), FIVE);
        AtomicBoolean onWorker = new AtomicBoolean();
        answer.thenRun(() -> onWorker.set(fixture.backend.onWorker()));

        assertThat(fixture.introductions).containsExactly(List.of("a:10911", "b:10911"));
        assertThat(MessageProperties.decode(sent().properties()))
                .containsEntry(PropertyNames.REPLY_TO_CLIENT, "me")
                .containsEntry(PropertyNames.TTL, "5000")
                .containsEntry(PropertyNames.UNIQ_KEY, correlationId());
        assertThat(answer).isNotDone();
        assertThat(fixture.producer.isUsed()).isTrue();

        assertThat(fixture.producer.replied(reply(correlationId(), "42"))).isTrue();
        fixture.backend.settle();
        assertThat(answer).isCompleted();
        assertThat(onWorker).isTrue();
        assertThat(answer.join().body()).isEqualTo("42".getBytes(StandardCharsets.UTF_8));
        assertThat(answer.join().property("own")).contains("x");
        assertThat(fixture.producer.pendingBytes()).isZero();
    }

    @Test
    void aReplyMayBeCompressed() {
        CompletableFuture<MessageView> answer = fixture.producer.requestAsync(message("quotes"), FIVE);
        byte[] body = new byte[10_000];
        fixture.producer.replied(reply(
                correlationId(),
                BodyCompression.compress(body, BodyCompression.Codec.ZLIB),
                SysFlags.COMPRESSED | SysFlags.COMPRESSION_ZLIB));
        fixture.backend.settle();
        assertThat(answer.join().body()).isEqualTo(body);
    }

    @Test
    void aSecondReplyAndAStrangersAreDropped() {
        CompletableFuture<MessageView> answer = fixture.producer.requestAsync(message("quotes"), FIVE);
        fixture.producer.replied(reply(correlationId(), "first"));
        assertThat(fixture.producer.replied(reply(correlationId(), "second"))).isFalse();
        assertThat(fixture.producer.replied(reply("unknown", "x"))).isFalse();
        fixture.backend.settle();
        assertThat(answer.join().body()).isEqualTo("first".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whenNobodyRepliesTheErrorSaysThatTheMessageIsStoredAndALateReplyIsDropped() {
        CompletableFuture<MessageView> answer = fixture.producer.requestAsync(message("quotes"), FIVE);
        fixture.backend.advance(Duration.ofMillis(4990));
        assertThat(answer).isNotDone();
        fixture.backend.advance(Duration.ofMillis(20));
        SendException failure = failureOf(answer);
        assertThat(failure.kind()).isEqualTo(SendException.Kind.NO_REPLY);
        assertThat(failure).hasMessageContainingAll("quotes", correlationId(), "5 s", "stored", "returns a value");
        assertThat(fixture.producer.replied(reply(correlationId(), "late"))).isFalse();
    }

    @Test
    void aRequestThatCouldNotBeSentFailsAtOnceAsItsSendDoes() {
        fixture.answer((broker, request) -> refused(ResponseCode.MESSAGE_ILLEGAL, "too long"));
        CompletableFuture<MessageView> answer = fixture.producer.requestAsync(message("quotes"), FIVE);
        fixture.backend.settle();
        assertThat(failureOf(answer).kind()).isEqualTo(SendException.Kind.REFUSED);
        assertThat(fixture.producer.pendingBytes()).isZero();
    }

    @Test
    void aReplyThatOvertakesTheAnswerToTheSendCounts() {
        fixture.answer((broker, request) -> new CompletableFuture<>());
        CompletableFuture<MessageView> answer = fixture.producer.requestAsync(message("quotes"), FIVE);
        fixture.producer.replied(reply(correlationId(), "quick"));
        fixture.backend.settle();
        assertThat(answer).isCompleted();
    }

    @Test
    void closingFailsWhatWaits() {
        CompletableFuture<MessageView> answer = fixture.producer.requestAsync(message("quotes"), FIVE);
        fixture.producer.close();
        fixture.backend.settle();
        assertThat(failureOf(answer).kind()).isEqualTo(SendException.Kind.CLOSED);
        assertThat(failureOf(fixture.producer.requestAsync(message("quotes"), FIVE))
                        .kind())
                .isEqualTo(SendException.Kind.CLOSED);
    }

    @Test
    void whatCannotBeARequestIsRefused() {
        assertInvalid(Message.to("quotes").body(new byte[1]).after(FIVE).build(), "TIMER_DELAY_MS");
        assertInvalid(
                Message.to("quotes").body(new byte[1]).property("TTL", "1").build(), "TTL");
        assertThatThrownBy(() -> fixture.producer.request(message("quotes"), Duration.ZERO))
                .hasMessageContaining("longer");
        assertThat(fixture.went()).isEmpty();
    }

    private void assertInvalid(Message message, String part) {
        SendException failure = failureOf(fixture.producer.requestAsync(message, FIVE));
        assertThat(failure.kind()).isEqualTo(SendException.Kind.INVALID);
        assertThat(failure).hasMessageContaining(part);
    }

    private static MessageView received(String broker, Map<String, String> properties) {
        RecordContent content = RecordContent.of(
                "quotes",
                0,
                0,
                0,
                0,
                HostAddress.LOCAL,
                HostAddress.LOCAL,
                0,
                ByteBuffer.wrap(new byte[] {1}),
                MessageProperties.encode(properties).getBytes(StandardCharsets.UTF_8),
                0);
        byte[] record = new byte[content.encodedSize()];
        RecordFormat.encode(content, ByteBuffer.wrap(record), 0, 0, 0, 0);
        return MessageView.of(record, broker);
    }

    @Test
    void aReplyGoesFirstToTheBrokerThatTheRequestCameThroughThenToAnother() {
        fixture.topic("DefaultCluster_REPLY_TOPIC", 1, "a", "b", "c");
        fixture.remoting.on(
                SendReplyRequest.class,
                (address, request) -> address.startsWith("b")
                        ? refused(ResponseCode.SYSTEM_ERROR, "push reply message fail, channel of <asker> not found")
                        : done(stored(0, 0)));
        MessageView request = received(
                "b",
                Map.of(
                        PropertyNames.CLUSTER, "DefaultCluster",
                        PropertyNames.CORRELATION_ID, "c-1",
                        PropertyNames.REPLY_TO_CLIENT, "asker",
                        PropertyNames.TTL, "3000"));
        CompletableFuture<Void> done = fixture.producer.replyAsync(request, new byte[] {7}, Map.of("own", "x"));

        assertThat(done).isCompleted();
        List<ScriptedRemoting.Exchange> replies = fixture.remoting.exchanges(SendReplyRequest.class);
        assertThat(replies).hasSize(2);
        assertThat(replies.get(0).address()).isEqualTo("b:10911");
        SendMessageRequest sent = ((SendReplyRequest) replies.get(1).request()).reply();
        assertThat(sent.topic()).isEqualTo("DefaultCluster_REPLY_TOPIC");
        assertThat(MessageProperties.decode(sent.properties()))
                .containsEntry(PropertyNames.MSG_TYPE, "reply")
                .containsEntry(PropertyNames.CORRELATION_ID, "c-1")
                .containsEntry(PropertyNames.REPLY_TO_CLIENT, "asker")
                .containsEntry(PropertyNames.TTL, "3000")
                .containsEntry("own", "x");
    }

    @Test
    void aReplyToWhomeverIsGoneFailsAndToWhatIsNoRequestIsRefused() {
        fixture.topic("DefaultCluster_REPLY_TOPIC", 1, "a");
        fixture.remoting.on(
                SendReplyRequest.class,
                (address, request) ->
                        refused(ResponseCode.SYSTEM_ERROR, "push reply message fail, channel of <asker> not found"));
        MessageView request =
                received("a", Map.of(PropertyNames.CLUSTER, "DefaultCluster", PropertyNames.REPLY_TO_CLIENT, "asker"));
        CompletableFuture<Void> late = fixture.producer.replyAsync(request, new byte[] {7}, Map.of());
        fixture.backend.advance(Duration.ofSeconds(4));
        SendException gone = failureOf(late);
        assertThat(gone.kind()).isEqualTo(SendException.Kind.REFUSED);
        assertThat(gone).hasMessageContaining("<asker> not found");

        SendException none = failureOf(fixture.producer.replyAsync(received("a", Map.of()), new byte[] {7}, Map.of()));
        assertThat(none.kind()).isEqualTo(SendException.Kind.INVALID);
        assertThat(none).hasMessageContaining("asks for no reply");
    }
}
