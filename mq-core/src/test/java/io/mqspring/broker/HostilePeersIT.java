package io.mqspring.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mqspring.client.MqClient;
import io.mqspring.message.Message;
import io.mqspring.transport.netty.LeakWatch;
import io.mqspring.transport.netty.NettyExecutionBackend;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Raw sockets that do what no client does: each gets an answer or is closed, and a well-behaved client is served meanwhile. */
@ExtendWith(LeakWatch.class)
@Timeout(180)
class HostilePeersIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int MAX_CONNECTIONS = 300;

    private final NettyExecutionBackend backend = NettyExecutionBackend.create();

    @TempDir
    private Path directory;

    private EmbeddedBroker broker;
    private MqClient client;

    @BeforeEach
    void start() {
        broker = EmbeddedBroker.start(
                BrokerSettings.in(directory).withPort(0).withMaxConnections(MAX_CONNECTIONS), backend);
        broker.createTopic("good", 1);
        client = MqClient.connect("127.0.0.1:" + broker.port().orElseThrow());
        assertServes();
    }

    @AfterEach
    void stop() {
        assertServes();
        client.close();
        broker.close();
        backend.close();
    }

    @Test
    void lengthsThatCannotBeCloseTheConnection() throws IOException {
        int[] lengths = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 0, 3, 16 * 1024 * 1024 - 3, 0x47455420};
        for (int length : lengths) {
            try (Socket socket = connect()) {
                socket.getOutputStream()
                        .write(ByteBuffer.allocate(16).putInt(length).array());
                assertThat(answer(socket)).as("length %d", length).isEmpty();
            }
        }
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write(ByteBuffer.allocate(16).putInt(12).putInt(0x00FFFFFF).array());
            assertThat(answer(socket)).as("a header longer than its frame").isEmpty();
        }
    }

    @Test
    void garbageClosesTheConnection() throws IOException {
        Random random = new Random(11);
        for (int i = 0; i < 100; i++) {
            byte[] garbage = new byte[8 + random.nextInt(2000)];
            random.nextBytes(garbage);
            garbage[0] |= 0x40;
            try (Socket socket = connect()) {
                socket.getOutputStream().write(garbage);
                assertThat(answer(socket)).isEmpty();
            }
        }
    }

    @Test
    void headersOutOfAllProportionAreReadOrRefusedQuickly() throws IOException {
        StringBuilder many = new StringBuilder("{\"code\":30,\"opaque\":1,\"extFields\":{");
        for (int i = 0; i < 200_000; i++) {
            many.append("\"f").append(i).append("\":\"1\",");
        }
        many.append("\"z\":\"1\"}}");
        try (Socket socket = connect()) {
            assertThat(ask(socket, many.toString(), "")).get().asString().contains("'topic' is missing");
        }
        try (Socket socket = connect()) {
            String deep = "{\"code\":30,\"x\":" + "[".repeat(500_000) + "}";
            assertThat(ask(socket, deep, "")).isEmpty();
        }
        try (Socket socket = connect()) {
            String deepBody = "{\"clientID\":" + "{\"a\":".repeat(500_000) + "1}";
            assertThat(ask(socket, "{\"code\":34,\"opaque\":1}", deepBody))
                    .get()
                    .asString()
                    .contains("too deeply");
        }
    }

    @Test
    void commandsThatMakeNoSenseAreRefusedByTheirReason() throws IOException {
        try (Socket socket = connect()) {
            assertThat(ask(socket, "{\"code\":31999,\"opaque\":1}", ""))
                    .get()
                    .asString()
                    .contains("not supported");
            assertThat(ask(socket, "{\"code\":-5,\"opaque\":1}", ""))
                    .get()
                    .asString()
                    .contains("not supported");
            assertThat(ask(socket, send("../../etc/passwd", ""), "x"))
                    .get()
                    .asString()
                    .contains("has the character");
            assertThat(ask(socket, send("a\\u0000b", ""), "x")).get().asString().contains("has the character");
            assertThat(ask(socket, send("x".repeat(5000), ""), "x"))
                    .get()
                    .asString()
                    .contains("the limit is");
            assertThat(ask(socket, send("good", "").replace("\"e\":\"0\"", "\"e\":\"many\""), "x"))
                    .get()
                    .asString()
                    .contains("'e' must be an integer");
            assertThat(ask(socket, send("good", "").replace("310", "320"), "\u0000\u0000\u00ff\u00ff lies of lengths"))
                    .get()
                    .asString()
                    .contains("batch");
            assertThat(ask(socket, "{\"code\":34,\"opaque\":1}", "{\"clientID\":[1]}"))
                    .get()
                    .asString()
                    .contains("clientID");
            assertThat(ask(socket, send("good", "\\u0001\\u0002\\u0002no separators"), "x"))
                    .get()
                    .asString()
                    .contains("\"code\":0");
        }
        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files.map(Path::toString)).noneMatch(path -> path.contains("passwd"));
        }
    }

    @Test
    void connectionsBeyondTheLimitAreRefusedAndThoseWithinServed() throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 2 * MAX_CONNECTIONS; i++) {
                sockets.add(connect());
            }
            int served = 0;
            for (Socket socket : sockets) {
                served += ask(socket, "{\"code\":31999,\"opaque\":1}", "").isPresent() ? 1 : 0;
            }
            assertThat(served).isBetween(MAX_CONNECTIONS - 10, MAX_CONNECTIONS);
            assertServes();
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        await().atMost(LIMIT).ignoreExceptions().until(() -> {
            try (Socket socket = connect()) {
                return ask(socket, "{\"code\":31999,\"opaque\":1}", "").isPresent();
            }
        });
    }

    @Test
    void halfFramesAndPeersThatVanishLeaveNothingBehind() throws IOException {
        byte[] frame = frame(send("good", ""), "x".repeat(100_000));
        for (int i = 0; i < 200; i++) {
            try (Socket socket = connect()) {
                socket.getOutputStream().write(frame, 0, 1 + (i * 499) % (frame.length - 1));
                if (i % 2 == 0) {
                    // A reset instead of an end.
                    socket.setSoLinger(true, 0);
                }
            }
        }
        assertThat(broker.stats().messagesIn()).isLessThan(10);
    }

    @Test
    void manyFramesThatAreNearlyThereDoNotFillTheMemory() throws IOException {
        List<Socket> sockets = new ArrayList<>();
        byte[] nearly = frame(send("good", ""), "x".repeat(4_000_000));
        long before = usedMemory();
        try {
            for (int i = 0; i < 20; i++) {
                Socket socket = connect();
                sockets.add(socket);
                socket.getOutputStream().write(nearly, 0, nearly.length - 1);
            }
            assertServes();
            assertThat(usedMemory() - before).isLessThan(512L * 1024 * 1024);
        } catch (SocketException closedBecauseTheRoomIsFull) {
            assertServes();
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void aPullThatWantsToWaitForEverIsHeldWithinBounds() throws IOException {
        try (Socket socket = connect()) {
            String pull =
                    "{\"code\":11,\"opaque\":1,\"extFields\":{\"consumerGroup\":\"g\",\"topic\":\"good\",\"queueId\":\"0\","
                            + "\"queueOffset\":\"1000000\",\"maxMsgNums\":\"32\",\"sysFlag\":\"6\",\"commitOffset\":\"0\","
                            + "\"suspendTimeoutMillis\":\"9223372036854775807\",\"subscription\":\"*\",\"subVersion\":\"0\"}}";
            assertThat(ask(socket, pull, "")).get().asString().contains("\"code\":21");
            assertThat(ask(socket, pull.replace("\"sysFlag\":\"6\"", "\"sysFlag\":\"-1\""), ""))
                    .isPresent();
        }
    }

    private void assertServes() {
        assertThat(client.producer()
                        .send(Message.to("good")
                                .body("good".getBytes(StandardCharsets.UTF_8))
                                .build())
                        .messageId())
                .isNotEmpty();
    }

    private static long usedMemory() {
        return io.netty.buffer.PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
    }

    private static String send(String topic, String properties) {
        return "{\"code\":310,\"opaque\":1,\"extFields\":{\"a\":\"p\",\"b\":\"" + topic
                + "\",\"c\":\"TBW102\",\"d\":\"4\",\"e\":\"0\",\"f\":\"0\",\"g\":\"0\",\"h\":\"0\",\"i\":\""
                + properties
                + "\"}}";
    }

    private Socket connect() throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), broker.port().orElseThrow());
        socket.setSoTimeout((int) LIMIT.toMillis());
        return socket;
    }

    private static Optional<String> ask(Socket socket, String header, String body) throws IOException {
        try {
            socket.getOutputStream().write(frame(header, body));
        } catch (SocketException closedMeanwhile) {
            return Optional.empty();
        }
        return answer(socket);
    }

    /** The header of the next answer; empty if the connection was closed. */
    private static Optional<String> answer(Socket socket) throws IOException {
        try {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] frame = new byte[in.readInt()];
            in.readFully(frame);
            return Optional.of(
                    new String(frame, 4, ByteBuffer.wrap(frame).getInt() & 0xFFFFFF, StandardCharsets.UTF_8));
        } catch (EOFException | SocketException closed) {
            return Optional.empty();
        }
    }

    private static byte[] frame(String header, String body) {
        byte[] head = header.getBytes(StandardCharsets.UTF_8);
        byte[] rest = body.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + head.length + rest.length)
                .putInt(4 + head.length + rest.length)
                .putInt(head.length)
                .put(head)
                .put(rest)
                .array();
    }
}
