package io.mqspring.test.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mqspring.broker.BrokerSettings;
import io.mqspring.broker.EmbeddedBroker;
import io.mqspring.client.MqClient;
import io.mqspring.message.Message;
import io.mqspring.message.MessageView;
import io.mqspring.protocol.ResponseCode;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Peers that ask for much and take it late or never. The answers lie in files of the log: those must outlive their removal by
 * retention while somebody may still take the answer, and not for longer.
 */
@Tag("ci")
class StalledReaderIT {

    private static final int MEBI = 1024 * 1024;
    private static final int PULLS = 16;
    private static final Duration LIMIT = Duration.ofSeconds(90);

    @TempDir
    Path directory;

    @Test
    void answersThatNobodyTakesHoldTheirSegmentForThirtySecondsOnly() throws Exception {
        Path segment = directory.resolve("commitlog/00000000000000000000");
        BrokerSettings settings = BrokerSettings.in(directory)
                .withPort(0)
                .withSegmentSize(8 * MEBI)
                .withRetentionBytes(16 * MEBI);
        try (EmbeddedBroker broker = EmbeddedBroker.start(settings);
                MqClient sender = MqClient.connect(broker)) {
            broker.createTopic("big", 1);
            send(sender, 4);
            try (Socket stalled = connect(broker);
                    Socket slow = connect(broker)) {
                askForTheFirstMessage(stalled);
                askForTheFirstMessage(slow);
                DataInputStream answers = new DataInputStream(slow.getInputStream());
                assertThat(nextBody(answers)).contains(body());

                send(sender, 8);
                await().atMost(LIMIT).until(() -> broker.stats().store().logStart() > 0);
                assertThat(segment)
                        .as("removed, but two peers still wait for it")
                        .exists();

                int intact = 0;
                for (int i = 1; i < PULLS; i++) {
                    Optional<byte[]> next = nextBody(answers);
                    if (next.isPresent()) {
                        assertThat(next).contains(body());
                        intact++;
                    }
                }
                assertThat(intact)
                        .as("answered before the removal, taken after it")
                        .isGreaterThan(1);
                assertThat(segment).as("one peer still waits for it").exists();
                await().atMost(LIMIT).until(() -> !segment.toFile().exists());
                send(sender, 1);
            }
        }
    }

    private static Socket connect(EmbeddedBroker broker) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(16 * 1024);
        socket.setSoTimeout((int) LIMIT.toMillis());
        socket.connect(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), broker.port().orElseThrow()));
        return socket;
    }

    /** Many times at once: more than the system keeps of what is not taken. */
    private static void askForTheFirstMessage(Socket socket) throws IOException {
        ByteBuffer frames = ByteBuffer.allocate(PULLS * 512);
        for (int i = 0; i < PULLS; i++) {
            byte[] header = ("{\"code\":11,\"opaque\":" + i
                            + ",\"extFields\":{\"consumerGroup\":\"slow\",\"topic\":\"big\","
                            + "\"queueId\":\"0\",\"queueOffset\":\"0\",\"maxMsgNums\":\"1\",\"sysFlag\":\"4\","
                            + "\"commitOffset\":\"0\",\"suspendTimeoutMillis\":\"0\",\"subscription\":\"*\","
                            + "\"subVersion\":\"0\"}}")
                    .getBytes(StandardCharsets.UTF_8);
            frames.putInt(4 + header.length).putInt(header.length).put(header);
        }
        socket.getOutputStream().write(frames.array(), 0, frames.position());
    }

    /** Empty if the question was looked at only after the message had been removed: what is not taken stops the reading. */
    private static Optional<byte[]> nextBody(DataInputStream answers) throws IOException {
        byte[] frame = new byte[answers.readInt()];
        answers.readFully(frame);
        int headerLength = ByteBuffer.wrap(frame).getInt() & 0xFFFFFF;
        String header = new String(frame, 4, headerLength, StandardCharsets.UTF_8);
        if (header.contains("\"code\":" + ResponseCode.PULL_OFFSET_MOVED.code() + ",")) {
            return Optional.empty();
        }
        assertThat(header).contains("\"code\":0,");
        byte[] record = Arrays.copyOfRange(frame, 4 + headerLength, frame.length);
        return Optional.of(MessageView.of(record, "").body());
    }

    private static void send(MqClient sender, int count) {
        for (int i = 0; i < count; i++) {
            sender.producer().send(Message.to("big").body(body()).build());
        }
    }

    /** Not to be compressed. */
    private static byte[] body() {
        byte[] body = new byte[3 * MEBI];
        new SplittableRandom(1).nextBytes(body);
        return body;
    }
}
