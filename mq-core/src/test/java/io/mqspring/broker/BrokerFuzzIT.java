package io.mqspring.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.codec.Commands;
import io.mqspring.protocol.codec.Frame;
import io.mqspring.protocol.codec.FrameDecoder;
import io.mqspring.protocol.codec.MalformedCommandException;
import io.mqspring.protocol.codec.MalformedFrameException;
import io.mqspring.scripted.Fuzz;
import io.mqspring.transport.LocalConnection;
import io.mqspring.transport.netty.NettyExecutionBackend;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Well-formed requests of odd content against a whole broker: what a handler does not want it refuses by a reason, it never
 * fails, and the broker starts again from what they have left on the disk.
 */
@Timeout(600)
class BrokerFuzzIT {

    private static final String[] FIELDS = {
        "topic",
        "consumerGroup",
        "queueId",
        "queueOffset",
        "offset",
        "maxMsgNums",
        "sysFlag",
        "commitOffset",
        "suspendTimeoutMillis",
        "subscription",
        "subVersion",
        "expressionType",
        "group",
        "delayLevel",
        "producerGroup",
        "tranStateTableOffset",
        "commitLogOffset",
        "commitOrRollback",
        "msgId",
        "timestamp",
        "recallHandle",
        "readQueueNums",
        "writeQueueNums",
        "perm",
        "clientID",
        "clientId",
        "defaultTopic",
        "topicFilterType",
        "topicSysFlag",
        "order",
        "commitOffset",
        "a",
        "b",
        "c",
        "d",
        "e",
        "f",
        "g",
        "h",
        "i",
        "j",
        "k",
        "l",
        "m"
    };
    private static final String[] NUMBERS = {
        "queueId",
        "queueOffset",
        "offset",
        "maxMsgNums",
        "sysFlag",
        "commitOffset",
        "subVersion",
        "delayLevel",
        "timestamp",
        "tranStateTableOffset",
        "commitLogOffset",
        "readQueueNums",
        "writeQueueNums",
        "perm",
        "d",
        "e",
        "f",
        "g",
        "h",
        "j"
    };

    @TempDir
    private Path directory;

    @Test
    void oddRequestsAreRefusedByAReason() {
        run(5_000);
    }

    @Test
    @Tag("ci")
    void manyOddRequestsAreRefusedByAReason() {
        run(50_000);
    }

    private void run(int inputs) {
        NettyExecutionBackend backend = NettyExecutionBackend.create();
        try {
            try (EmbeddedBroker broker = EmbeddedBroker.start(settings(), backend)) {
                broker.createTopic("TopicA", 4);
                try (LocalConnection connection = broker.connect(new Silent())) {
                    Fuzz.inputs(inputs, random -> ask(connection, random));
                }
            }
            assertThat(directory).satisfies(path -> {
                try (var files = Files.walk(path)) {
                    assertThat(files.map(Path::toString)).noneMatch(name -> name.contains("etc"));
                }
            });
            try (EmbeddedBroker again = EmbeddedBroker.start(settings(), backend)) {
                assertThat(again.stats()).isNotNull();
            }
        } finally {
            backend.close();
        }
    }

    private BrokerSettings settings() {
        return BrokerSettings.in(directory).withSegmentSize(16 * 1024 * 1024);
    }

    private static void ask(LocalConnection connection, RandomGenerator random) {
        Request<?> request;
        try {
            Frame frame = new FrameDecoder().next(Unpooled.wrappedBuffer(frame(random)));
            request = frame == null ? null : Commands.request(frame);
        } catch (MalformedFrameException | MalformedCommandException e) {
            return;
        }
        if (request != null) {
            check(request, connection.exchange(request));
        }
    }

    private static void check(Request<?> request, CompletableFuture<?> answer) {
        if (!answer.isDone()) {
            // Held, or waits for the disk.
            return;
        }
        try {
            answer.join();
        } catch (CompletionException e) {
            assertThat(e.getCause()).as("%s", request).isInstanceOfSatisfying(CommandFailedException.class, refusal -> {
                assertThat(refusal.remark()).doesNotContain("Exception");
                assertThat(refusal.code()).isNotEqualTo(ResponseCode.UNKNOWN);
            });
        }
    }

    private static byte[] frame(RandomGenerator random) {
        CommandType[] types = CommandType.values();
        StringBuilder header = new StringBuilder("{\"code\":");
        header.append(types[random.nextInt(types.length)].code());
        header.append(",\"opaque\":1,\"extFields\":{");
        for (String field : FIELDS) {
            if (random.nextInt(12) > 0) {
                header.append('"')
                        .append(field)
                        .append("\":\"")
                        .append(escaped(value(random, field)))
                        .append("\",");
            }
        }
        byte[] head = header.append("\"z\":\"\"}}").toString().getBytes(StandardCharsets.UTF_8);
        byte[] body = random.nextBoolean()
                ? "{\"clientID\":\"c\",\"producerDataSet\":[{\"groupName\":\"p\"}],\"consumerDataSet\":[]}"
                        .getBytes(StandardCharsets.UTF_8)
                : Fuzz.bytes(random, 300);
        return ByteBuffer.allocate(8 + head.length + body.length)
                .putInt(4 + head.length + body.length)
                .putInt(head.length)
                .put(head)
                .put(body)
                .array();
    }

    private static String value(RandomGenerator random, String field) {
        for (String number : NUMBERS) {
            if (number.equals(field)) {
                return random.nextInt(8) == 0
                        ? Long.toString(random.nextLong())
                        : Integer.toString(random.nextInt(10) == 0 ? random.nextInt() : random.nextInt(-1, 8));
            }
        }
        return Fuzz.value(random, "TopicA", "TopicA", "group-a", "*");
    }

    private static String escaped(String value) {
        StringBuilder escaped = new StringBuilder();
        for (char c : value.toCharArray()) {
            escaped.append(c < ' ' || c == '"' || c == '\\' || c > '~' ? String.format("\\u%04x", (int) c) : c);
        }
        return escaped.toString();
    }

    private static final class Silent implements io.mqspring.transport.RequestHandler {
        @Override
        public <R extends Response> CompletableFuture<R> handle(
                io.mqspring.transport.RequestContext context, Request<R> request) {
            return new CompletableFuture<>();
        }
    }
}
