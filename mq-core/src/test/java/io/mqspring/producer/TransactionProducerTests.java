package io.mqspring.producer;

import static io.mqspring.scripted.ScriptedRemoting.done;
import static io.mqspring.scripted.ScriptedRemoting.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.message.HostAddress;
import io.mqspring.message.Message;
import io.mqspring.message.MessageIds;
import io.mqspring.message.MessageProperties;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.RecordContent;
import io.mqspring.message.RecordFormat;
import io.mqspring.message.SysFlags;
import io.mqspring.message.TransactionVerdict;
import io.mqspring.message.UniqueIds;
import io.mqspring.observe.ClientObserver;
import io.mqspring.protocol.CheckTransactionRequest;
import io.mqspring.protocol.EndTransactionRequest;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.RouteResponse;
import io.mqspring.protocol.SendMessageRequest;
import io.mqspring.protocol.SendMessageResponse;
import io.mqspring.route.RouteTable;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.scripted.ListeningPeer;
import io.mqspring.scripted.ManualBackend;
import io.mqspring.scripted.ScriptedRemoting;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TransactionProducerTests {

    private static final long HALF_OFFSET = 12;
    private static final long POSITION = 34_567;

    private final ManualBackend backend = new ManualBackend();
    private final SerialExecutor loop = backend.eventLoop("client");
    private final ScriptedRemoting remoting = new ScriptedRemoting();
    private final Map<String, RouteResponse> served = new HashMap<>();
    private final RouteTable routes =
            new RouteTable(remoting, List.of("ns:9876"), loop, Duration.ofSeconds(30), backend.newRandom());
    private final List<String> did = new ArrayList<>();
    private final ListeningPeer broker = new ListeningPeer();
    private @Nullable TransactionVerdict verdict = TransactionVerdict.COMMIT;
    private int checks;
    private final DefaultTransactionProducer producer = new DefaultTransactionProducer(
            new DefaultProducer(
                    remoting,
                    routes,
                    List.of("ns:9876"),
                    backend,
                    loop,
                    ProducerSettings.defaults().withGroup("pg"),
                    new UniqueIds(HostAddress.LOCAL, 1, 2, 3_000),
                    ClientObserver.NONE,
                    BrokerVersions.CURRENT,
                    new NoPresence()),
            remoting,
            routes,
            backend.workers(),
            new TransactionListener() {
                @Override
                public TransactionVerdict execute(Message message, String transactionId) {
                    did.add("execute " + transactionId);
                    return given();
                }

                @Override
                public TransactionVerdict check(MessageView message) {
                    checks++;
                    did.add("check " + message.messageId() + " of " + message.topic() + " on worker "
                            + backend.onWorker());
                    return given();
                }
            },
            () -> did.add("closed"));

    @SuppressWarnings("NullAway") // Justification: shows what happens to a listener that breaks its contract.
    private TransactionVerdict given() {
        return verdict;
    }

    @BeforeEach
    void aTopic() {
        served.put("orders", route(2, "a"));
        remoting.routes(served);
        answer(ResponseCode.SUCCESS);
        routes.find("orders");
        backend.settle();
    }

    private void answer(ResponseCode status) {
        remoting.on(
                SendMessageRequest.class,
                (address, request) -> done(new SendMessageResponse(
                        status,
                        MessageIds.offsetId(HostAddress.LOCAL, POSITION),
                        request.queueId(),
                        HALF_OFFSET,
                        null,
                        null)));
    }

    private static Message message() {
        return Message.to("orders").body(new byte[] {1}).build();
    }

    private EndTransactionRequest ended() {
        List<ScriptedRemoting.Exchange> ends = remoting.exchanges(EndTransactionRequest.class);
        assertThat(ends).hasSize(1);
        assertThat(ends.get(0).oneWay()).isTrue();
        assertThat(ends.get(0).address()).isEqualTo("a:10911");
        return (EndTransactionRequest) ends.get(0).request();
    }

    @Test
    void storesTheHalfMessageThenWorksThenTellsTheVerdict() {
        TransactionResult result = producer.sendInTransaction(message());

        SendMessageRequest half = (SendMessageRequest)
                remoting.exchanges(SendMessageRequest.class).get(0).request();
        assertThat(half.producerGroup()).isEqualTo("pg");
        assertThat(half.sysFlag()).isEqualTo(SysFlags.TRANSACTION_PREPARED);
        assertThat(MessageProperties.decode(half.properties()))
                .containsEntry(PropertyNames.TRAN_MSG, "true")
                .containsEntry(PropertyNames.PGROUP, "pg")
                .containsEntry(PropertyNames.UNIQ_KEY, result.transactionId());
        assertThat(did).containsExactly("execute " + result.transactionId());
        assertThat(result.verdict()).isEqualTo(TransactionVerdict.COMMIT);
        assertThat(ended())
                .isEqualTo(new EndTransactionRequest(
                        "pg",
                        HALF_OFFSET,
                        POSITION,
                        TransactionVerdict.COMMIT,
                        false,
                        result.transactionId(),
                        result.transactionId(),
                        "orders"));
    }

    @Test
    void compressesAsEver() {
        producer.sendInTransaction(
                Message.to("orders").body(new byte[10_000]).build(), (sent, id) -> TransactionVerdict.UNKNOWN);
        SendMessageRequest half = (SendMessageRequest)
                remoting.exchanges(SendMessageRequest.class).get(0).request();
        assertThat(half.sysFlag())
                .isEqualTo(SysFlags.TRANSACTION_PREPARED | SysFlags.COMPRESSED | SysFlags.COMPRESSION_ZLIB);
    }

    @Test
    void worksOnAWorkerWhenTheCallerDoesNotWait() {
        List<Boolean> onWorker = new ArrayList<>();
        CompletableFuture<TransactionResult> future = producer.sendInTransactionAsync(message(), (sent, id) -> {
            onWorker.add(backend.onWorker());
            return TransactionVerdict.ROLLBACK;
        });
        assertThat(future).isNotDone();
        backend.settle();
        assertThat(onWorker).containsExactly(true);
        assertThat(future.join().verdict()).isEqualTo(TransactionVerdict.ROLLBACK);
        assertThat(ended().verdict()).isEqualTo(TransactionVerdict.ROLLBACK);
    }

    @Test
    void saysNothingWhenItIsNotKnown() {
        verdict = TransactionVerdict.UNKNOWN;
        assertThat(producer.sendInTransaction(message()).verdict()).isEqualTo(TransactionVerdict.UNKNOWN);
        assertThat(remoting.exchanges(EndTransactionRequest.class)).isEmpty();
    }

    @Test
    void leavesTheVerdictOpenWhenTheWorkFailsAndSaysSoToTheCaller() {
        assertThatIllegalStateException()
                .isThrownBy(() -> producer.sendInTransaction(message(), (sent, id) -> {
                    throw new IllegalStateException("no luck");
                }))
                .withMessage("no luck");
        verdict = null;
        assertThatThrownBy(() -> producer.sendInTransaction(message())).hasMessageContaining("must return a verdict");
        assertThat(remoting.exchanges(EndTransactionRequest.class)).isEmpty();
    }

    @Test
    void rollsBackWithoutWorkWhenTheHalfMessageIsNotSafe() {
        answer(ResponseCode.FLUSH_DISK_TIMEOUT);
        assertThat(producer.sendInTransaction(message()).verdict()).isEqualTo(TransactionVerdict.ROLLBACK);
        assertThat(did).isEmpty();
        assertThat(ended().verdict()).isEqualTo(TransactionVerdict.ROLLBACK);
    }

    @Test
    void refusesADelayAndAnEventLoop() {
        Message delayed = Message.to("orders")
                .body(new byte[] {1})
                .property(PropertyNames.DELAY, "3")
                .build();
        assertThatThrownBy(() -> producer.sendInTransaction(delayed))
                .isInstanceOf(SendException.class)
                .hasMessageContainingAll("DELAY", "not both");
        List<Throwable> thrown = new ArrayList<>();
        loop.execute(() -> {
            try {
                producer.sendInTransaction(message());
            } catch (IllegalStateException e) {
                thrown.add(e);
            }
        });
        backend.settle();
        assertThat(thrown).singleElement().satisfies(e -> assertThat(e).hasMessageContaining("event loop"));
        assertThat(did).isEmpty();
    }

    @Test
    void answersAQuestionOnAWorkerOverTheConnectionThatBroughtIt() {
        ask(question("id-1"));
        assertThat(did).as("not in the caller").isEmpty();
        backend.settle();
        assertThat(did).containsExactly("check id-1 of orders on worker true");
        assertThat(broker.told())
                .containsExactly(new EndTransactionRequest(
                        "pg", 7, 8, TransactionVerdict.COMMIT, true, "id-1", "id-1", "RMQ_SYS_TRANS_HALF_TOPIC"));
    }

    @Test
    void aFailingOrSilentCheckAnswersNothing() {
        verdict = null;
        ask(question("id-1"));
        backend.settle();
        verdict = TransactionVerdict.UNKNOWN;
        ask(question("id-2"));
        backend.settle();
        assertThat(checks).isEqualTo(2);
        assertThat(broker.told()).isEmpty();
    }

    @Test
    void aFloodOfQuestionsRunsAFewAtATimeAndDropsWhatFindsNoRoom() {
        for (int i = 0; i < 3 * CheckQueue.MAX_WAITING; i++) {
            ask(question("id-" + i));
        }
        backend.settle();
        assertThat(checks).isEqualTo(CheckQueue.MAX_WAITING);
        ask(question("id-again"));
        backend.settle();
        assertThat(checks).isEqualTo(CheckQueue.MAX_WAITING + 1);
    }

    @Test
    void aClosedProducerNeitherSendsNorAnswers() {
        producer.close();
        producer.close();
        ask(question("id-1"));
        backend.settle();
        assertThat(did).containsExactly("closed");
        assertThatThrownBy(() -> producer.sendInTransaction(message())).isInstanceOf(SendException.class);
        assertThat(broker.told()).isEmpty();
    }

    private void ask(CheckTransactionRequest question) {
        producer.check(broker, question, MessageView.of(question.message().array(), "a"));
    }

    private static CheckTransactionRequest question(String id) {
        RecordContent content = RecordContent.of(
                "orders",
                1,
                0,
                0,
                7,
                HostAddress.LOCAL,
                HostAddress.LOCAL,
                0,
                ByteBuffer.wrap(new byte[] {1}),
                MessageProperties.encode(Map.of(PropertyNames.UNIQ_KEY, id, PropertyNames.PGROUP, "pg"))
                        .getBytes(StandardCharsets.UTF_8),
                0);
        ByteBuffer record = ByteBuffer.allocate(content.encodedSize());
        RecordFormat.encode(content, record, 0, 7, 8, 9);
        return new CheckTransactionRequest(7, 8, id, id, "offset-id", "RMQ_SYS_TRANS_HALF_TOPIC", "a", record);
    }
}
