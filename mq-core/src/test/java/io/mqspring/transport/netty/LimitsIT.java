package io.mqspring.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mqspring.protocol.OffsetResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What one peer may cost a server: time for a frame, open questions, room for what is unfinished. */
@ExtendWith(LeakWatch.class)
@Timeout(120)
class LimitsIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int OPEN_QUESTIONS = 64;
    private static final ConnectionSettings STRICT = new ConnectionSettings(
            Duration.ofSeconds(3),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofMillis(600),
            1024 * 1024,
            OPEN_QUESTIONS);
    private static final String QUESTION =
            "{\"code\":30,\"extFields\":{\"topic\":\"t\",\"queueId\":\"0\"},\"opaque\":1}";

    private final NettyExecutionBackend backend = NettyExecutionBackend.create();
    private final ScriptedHandler broker =
            new ScriptedHandler((context, request) -> CompletableFuture.completedFuture(new OffsetResponse(4)));
    private final NettyRemotingServer server = NettyRemotingServer.bind(backend, "127.0.0.1", 0, broker, STRICT);

    @AfterEach
    void close() {
        server.close();
        backend.close();
    }

    @Test
    void aPeerThatNeverBeginsIsClosed() throws IOException {
        try (Socket socket = connect()) {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void aPeerThatWritesByteByByteIsClosed() throws IOException {
        byte[] frame = frame(QUESTION.replace("\"t\"", "\"" + "t".repeat(10_000) + "\""));
        int written = 0;
        try (Socket socket = connect()) {
            for (byte each : frame) {
                socket.getOutputStream().write(each);
                written++;
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        } catch (SocketException closed) {
            assertThat(written).isLessThan(frame.length);
        }
        assertThat(written).isLessThan(frame.length);
        assertThat(broker.contexts).isEmpty();
    }

    @Test
    void aPeerWithTooManyOpenQuestionsIsReadFromNoMoreUntilTheyAreAnswered() throws IOException {
        Queue<CompletableFuture<OffsetResponse>> held = new ConcurrentLinkedQueue<>();
        broker.script((context, request) -> {
            CompletableFuture<OffsetResponse> answer = new CompletableFuture<>();
            held.add(answer);
            return answer;
        });
        int questions = 200_000;
        byte[] question = frame(QUESTION);
        try (Socket socket = connect()) {
            Thread writer = new Thread(() -> {
                try {
                    for (int i = 0; i < questions; i++) {
                        socket.getOutputStream().write(question);
                    }
                } catch (IOException closed) {
                    // The test is over.
                }
            });
            writer.start();
            await().atMost(LIMIT).until(() -> held.size() >= OPEN_QUESTIONS);
            await().during(Duration.ofMillis(500)).atMost(LIMIT).until(() -> held.size() < 100_000);
            int asked = held.size();
            for (CompletableFuture<OffsetResponse> each = held.poll(); each != null; each = held.poll()) {
                each.complete(new OffsetResponse(1));
            }
            await().atMost(LIMIT).until(() -> held.size() >= OPEN_QUESTIONS);
            assertThat(asked).isLessThan(100_000);
        }
    }

    @Test
    void roomForUnfinishedFramesIsShared() {
        FrameRoom room = new FrameRoom(1000);
        assertThat(room.change(0, FrameRoom.FREE_BYTES)).isTrue();
        assertThat(room.change(FrameRoom.FREE_BYTES, FrameRoom.FREE_BYTES + 600))
                .isTrue();
        assertThat(room.change(0, FrameRoom.FREE_BYTES + 600)).isFalse();
        assertThat(room.change(FrameRoom.FREE_BYTES + 600, 0)).isTrue();
        assertThat(room.change(0, FrameRoom.FREE_BYTES + 300)).isTrue();
    }

    private Socket connect() throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
        socket.setSoTimeout((int) LIMIT.toMillis());
        return socket;
    }

    private static byte[] frame(String header) {
        byte[] bytes = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + bytes.length)
                .putInt(4 + bytes.length)
                .putInt(bytes.length)
                .put(bytes)
                .array();
    }
}
