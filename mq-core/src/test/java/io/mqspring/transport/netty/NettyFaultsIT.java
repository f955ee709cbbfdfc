package io.mqspring.transport.netty;

import static io.mqspring.transport.netty.NettyTransportIT.kind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mqspring.message.RecordBatch;
import io.mqspring.protocol.GetMaxOffsetRequest;
import io.mqspring.protocol.OffsetResponse;
import io.mqspring.protocol.PullStatus;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.codec.CommandSamples;
import io.mqspring.protocol.codec.Frame;
import io.mqspring.protocol.codec.FrameDecoder;
import io.mqspring.protocol.codec.FrameEncoder;
import io.mqspring.scripted.LogLines;
import io.mqspring.transport.RemotingException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Peers that are not as they should be. */
@ExtendWith(LeakWatch.class)
@Timeout(120)
class NettyFaultsIT {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final ConnectionSettings IMPATIENT =
            new ConnectionSettings(Duration.ofSeconds(3), Duration.ofMillis(800), Duration.ofMillis(400), 64 * 1024);

    private final NettyExecutionBackend backend = NettyExecutionBackend.create();
    private final ScriptedHandler broker =
            new ScriptedHandler((context, request) -> CompletableFuture.completedFuture(new OffsetResponse(4)));
    private final NettyRemotingServer server = NettyRemotingServer.bind(backend, "127.0.0.1", 0, broker);

    @AfterEach
    void close() {
        server.close();
        backend.close();
    }

    @Test
    void garbageClosesTheConnectionAndHarmsNobodyElse() throws IOException {
        Random random = new Random(5);
        for (int i = 0; i < 30; i++) {
            byte[] garbage = new byte[8 + random.nextInt(3000)];
            random.nextBytes(garbage);
            garbage[0] |= 0x40;
            try (Socket socket = connect(server)) {
                socket.getOutputStream().write(garbage);
                assertThat(drainToEnd(socket)).isZero();
            }
        }
        try (Socket socket = connect(server)) {
            assertThat(ask(socket, "{\"code\":30,\"extFields\":{\"topic\":\"t\",\"queueId\":\"0\"},\"opaque\":1}")
                            .code())
                    .isZero();
        }
    }

    @Test
    void wrongRequestsAreRefusedAndTheConnectionGoesOn() throws IOException {
        try (Socket socket = connect(server)) {
            Frame unknown = ask(socket, "{\"code\":31999,\"opaque\":17}");
            assertThat(unknown.code()).isEqualTo(ResponseCode.REQUEST_CODE_NOT_SUPPORTED.code());
            assertThat(unknown.remark()).isEqualTo(" request type 31999 not supported");
            assertThat(unknown.opaque()).isEqualTo(17);
            Frame incomplete = ask(socket, "{\"code\":30,\"opaque\":18}");
            assertThat(incomplete.code()).isEqualTo(ResponseCode.INVALID_PARAMETER.code());
            assertThat(incomplete.remark()).contains("'topic' is missing");
            assertThat(incomplete.opaque()).isEqualTo(18);
            Frame right = ask(socket, "{\"code\":30,\"extFields\":{\"topic\":\"t\",\"queueId\":\"0\"},\"opaque\":19}");
            assertThat(right.code()).isZero();
            assertThat(right.version()).isEqualTo(513);
        }
    }

    @Test
    void oneWayRequestsAreNotEvenRefused() throws IOException {
        try (Socket socket = connect(server)) {
            socket.getOutputStream().write(frame("{\"code\":31999,\"flag\":2,\"opaque\":1}"));
            socket.getOutputStream().write(frame("{\"code\":30,\"flag\":2,\"opaque\":2}"));
            Frame first = ask(socket, "{\"code\":30,\"extFields\":{\"topic\":\"t\",\"queueId\":\"0\"},\"opaque\":3}");
            assertThat(first.opaque()).isEqualTo(3);
        }
    }

    @Test
    void aPeerThatGoesAwayInTheMiddleOfAFrameIsForgotten() throws IOException {
        try (Socket socket = connect(server)) {
            ask(socket, "{\"code\":30,\"extFields\":{\"topic\":\"t\",\"queueId\":\"0\"},\"opaque\":1}");
            byte[] frame = frame("{\"code\":30,\"opaque\":2}");
            socket.getOutputStream().write(frame, 0, frame.length - 3);
        }
        await().atMost(LONG).until(() -> !broker.contexts.get(0).peer().isOpen());
        assertThat(broker.contexts).hasSize(1);
    }

    @Test
    void anAnswerThatNobodyWantsAnyMoreIsNotReported() throws IOException {
        CompletableFuture<OffsetResponse> held = new CompletableFuture<>();
        broker.script((context, request) -> held);
        try (LogLines log = LogLines.warningsOf(Connection.class)) {
            try (Socket socket = connect(server)) {
                socket.getOutputStream()
                        .write(frame("{\"code\":30,\"extFields\":{\"topic\":\"t\",\"queueId\":\"0\"},\"opaque\":1}"));
                await().atMost(LONG).until(() -> !broker.contexts.isEmpty());
            }
            await().atMost(LONG).until(() -> !broker.contexts.get(0).peer().isOpen());
            held.cancel(false);
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void anIdleConnectionIsClosed() throws IOException {
        NettyRemotingServer impatient = NettyRemotingServer.bind(backend, "127.0.0.1", 0, broker, IMPATIENT);
        try (Socket socket = connect(impatient)) {
            assertThat(drainToEnd(socket)).isZero();
        } finally {
            impatient.close();
        }
    }

    @Test
    void aPeerThatReadsNothingIsReadFromNoMoreAndThenClosed() throws IOException {
        NettyRemotingServer impatient = NettyRemotingServer.bind(backend, "127.0.0.1", 0, broker, IMPATIENT);
        AtomicInteger leased = new AtomicInteger();
        AtomicInteger released = new AtomicInteger();
        ByteBuffer records = CommandSamples.records(60, 1024);
        broker.script((context, request) -> {
            leased.incrementAndGet();
            RecordBatch batch = RecordBatch.leased(List.of(records), 60, released::incrementAndGet);
            return CompletableFuture.completedFuture(CommandSamples.pulled(PullStatus.FOUND, batch));
        });
        try (Socket socket = connect(impatient)) {
            byte[] pull = pullFrame();
            // Far more answers than buffers hold; the writes below fail once the server has given up.
            for (int i = 0; i < 20_000; i++) {
                socket.getOutputStream().write(pull);
            }
        } catch (IOException expected) {
            assertThat(expected).isNotNull();
        } finally {
            await().atMost(LONG)
                    .until(() ->
                            leased.get() > 0 && !broker.contexts.get(0).peer().isOpen());
            await().atMost(LONG).until(() -> released.get() == leased.get());
            impatient.close();
        }
        assertThat(leased.get()).isLessThan(2_000);
    }

    @Test
    void aSlowPeerThatReadsGetsEverything() throws IOException {
        NettyRemotingServer impatient = NettyRemotingServer.bind(backend, "127.0.0.1", 0, broker, IMPATIENT);
        AtomicInteger released = new AtomicInteger();
        ByteBuffer records = CommandSamples.records(60, 1024);
        broker.script((context, request) -> CompletableFuture.completedFuture(CommandSamples.pulled(
                PullStatus.FOUND, RecordBatch.leased(List.of(records), 60, released::incrementAndGet))));
        try (Socket socket = connect(impatient)) {
            for (int i = 0; i < 300; i++) {
                socket.getOutputStream().write(pullFrame());
            }
            for (int i = 0; i < 300; i++) {
                assertThat(read(socket).body().remaining()).isEqualTo(records.remaining());
            }
        } finally {
            impatient.close();
        }
        assertThat(released.get()).isEqualTo(300);
    }

    @Test
    void aHeldAnswerToAPeerThatHasGoneGivesItsBatchBack() throws IOException {
        CompletableFuture<Object> held = new CompletableFuture<>();
        broker.script((context, request) -> held);
        try (Socket socket = connect(server)) {
            socket.getOutputStream().write(pullFrame());
            await().atMost(LONG).until(() -> broker.contexts.size() == 1);
        }
        await().atMost(LONG).until(() -> !broker.contexts.get(0).peer().isOpen());
        AtomicInteger released = new AtomicInteger();
        held.complete(
                CommandSamples.pulled(PullStatus.FOUND, RecordBatch.leased(List.of(), 1, released::incrementAndGet)));
        assertThat(released.get()).isEqualTo(1);
    }

    @Test
    void aServerThatAnswersGarbageIsLeft() throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            NettyRemotingClient client = new NettyRemotingClient(backend, backend.eventLoop("test"), broker);
            CompletableFuture<OffsetResponse> answer =
                    client.exchange("127.0.0.1:" + listening.getLocalPort(), new GetMaxOffsetRequest("t", 0), LONG);
            try (Socket accepted = listening.accept()) {
                accepted.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                assertThat(kind(answer)).isEqualTo(RemotingException.Kind.MALFORMED);
            }
            client.close();
        }
    }

    @Test
    void aServerThatAnswersWithoutWhatIsNeededIsToldSo() throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            NettyRemotingClient client = new NettyRemotingClient(backend, backend.eventLoop("test"), broker);
            CompletableFuture<OffsetResponse> answer =
                    client.exchange("127.0.0.1:" + listening.getLocalPort(), new GetMaxOffsetRequest("t", 0), LONG);
            try (Socket accepted = listening.accept()) {
                int opaque = read(accepted).opaque();
                accepted.getOutputStream().write(frame("{\"code\":0,\"flag\":1,\"opaque\":" + opaque + "}"));
                assertThat(kind(answer)).isEqualTo(RemotingException.Kind.MALFORMED);
            }
            client.close();
        }
    }

    private static Socket connect(NettyRemotingServer to) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), to.address().getPort());
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static Frame ask(Socket socket, String header) throws IOException {
        socket.getOutputStream().write(frame(header));
        return read(socket);
    }

    private static byte[] frame(String header) {
        byte[] bytes = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + bytes.length)
                .putInt(4 + bytes.length)
                .putInt(bytes.length)
                .put(bytes)
                .array();
    }

    private static byte[] pullFrame() {
        FrameEncoder encoder = new FrameEncoder();
        encoder.beginRequest(NettyTransportIT.pull(), 1, false);
        ByteBuf out = Unpooled.buffer();
        encoder.writeTo(out);
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    private static Frame read(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] length = in.readNBytes(4);
        byte[] rest = in.readNBytes(ByteBuffer.wrap(length).getInt());
        Frame frame = new FrameDecoder().next(Unpooled.wrappedBuffer(length, rest));
        assertThat(frame).isNotNull();
        return Objects.requireNonNull(frame);
    }

    /** Reads until the other side closes; how many bytes came. */
    private static int drainToEnd(Socket socket) throws IOException {
        try {
            return socket.getInputStream().readAllBytes().length;
        } catch (SocketException reset) {
            // Closed with bytes of ours unread.
            return 0;
        }
    }
}
