package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.Response;
import io.mqspring.scripted.Fuzz;
import io.mqspring.transport.netty.LeakWatch;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every decoder of frames and commands, with bytes that nobody meant, with damaged frames, and with well-formed frames of odd
 * content: at worst a frame or a command is refused by its own exception, and no buffer is lost.
 */
@ExtendWith(LeakWatch.class)
class DecoderFuzzTests {

    private static final int INPUTS = 20_000;
    private static final int MANY = 60_000;
    private static final String NAMES = "abcdefghijklmn";
    private static final String[] LONG_NAMES = {
        "topic",
        "consumerGroup",
        "queueId",
        "queueOffset",
        "maxMsgNums",
        "sysFlag",
        "commitOffset",
        "suspendTimeoutMillis",
        "subscription",
        "subVersion",
        "expressionType",
        "clientID",
        "offset",
        "group",
        "delayLevel",
        "tranStateTableOffset",
        "commitLogOffset",
        "commitOrRollback",
        "producerGroup",
        "msgId",
        "timestamp",
        "recallHandle",
        "readQueueNums",
        "writeQueueNums",
        "perm",
        "maxOffset",
        "minOffset",
        "nextBeginOffset",
        "suggestWhichBrokerId",
        "consumerId"
    };

    private final FrameEncoder encoder = new FrameEncoder();
    private final List<byte[]> frames = frames();

    @Test
    void randomBytes() {
        Fuzz.inputs(INPUTS, this::randomBytes);
    }

    @Test
    @Tag("ci")
    void manyRandomBytes() {
        Fuzz.inputs(MANY, this::randomBytes);
    }

    @Test
    void damagedFrames() {
        Fuzz.inputs(INPUTS, this::damagedFrame);
    }

    @Test
    @Tag("ci")
    void manyDamagedFrames() {
        Fuzz.inputs(MANY, this::damagedFrame);
    }

    @Test
    void framesOfOddContent() {
        Fuzz.inputs(INPUTS, this::oddFrame);
    }

    @Test
    @Tag("ci")
    void manyFramesOfOddContent() {
        Fuzz.inputs(MANY, this::oddFrame);
    }

    private void randomBytes(RandomGenerator random) {
        byte[] bytes = Fuzz.bytes(random, 300);
        if (bytes.length >= 8 && random.nextBoolean()) {
            ByteBuffer.wrap(bytes)
                    .putInt(0, bytes.length - 4)
                    .putInt(4, random.nextInt(2) << 24 | random.nextInt(bytes.length - 7));
        }
        read(random, bytes);
    }

    private void damagedFrame(RandomGenerator random) {
        byte[] valid = frames.get(random.nextInt(frames.size()));
        byte[] damaged = Fuzz.damaged(random, valid);
        if (random.nextBoolean()) {
            // The damage stays within, so that it is not the length that is refused.
            System.arraycopy(valid, 0, damaged, 0, 8);
        }
        read(random, damaged);
    }

    private void oddFrame(RandomGenerator random) {
        CommandType[] types = CommandType.values();
        int code = types[random.nextInt(types.length)].code();
        boolean json = random.nextInt(3) > 0 || code > Short.MAX_VALUE;
        HeaderWriter header = json ? new JsonHeaderWriter() : new BinaryHeaderWriter();
        header.begin(code, random.nextInt(4), random.nextInt(), null);
        int fields = random.nextInt(20);
        for (int i = 0; i < fields; i++) {
            String name = random.nextBoolean()
                    ? NAMES.substring(i % NAMES.length(), i % NAMES.length() + 1)
                    : LONG_NAMES[random.nextInt(LONG_NAMES.length)];
            header.field(name, Fuzz.value(random, "TopicA", "group-a", "4", "0"));
        }
        header.end();
        byte[] body = random.nextBoolean() ? json(random, 0).getBytes() : Fuzz.bytes(random, 200);
        ByteSink bytes = header.bytes();
        ByteBuffer frame = ByteBuffer.allocate(8 + bytes.size() + body.length)
                .putInt(4 + bytes.size() + body.length)
                .putInt((json ? 0 : 1) << 24 | bytes.size())
                .put(bytes.array(), 0, bytes.size())
                .put(body);
        read(random, frame.array());
    }

    /** A document with the names that bodies have, and whatever for a value. */
    private static String json(RandomGenerator random, int depth) {
        String[] names = {
            "clientID",
            "consumerDataSet",
            "producerDataSet",
            "groupName",
            "subscriptionDataSet",
            "topic",
            "subString",
            "tagsSet",
            "codeSet",
            "subVersion",
            "messageModel",
            "consumeType",
            "brokerDatas",
            "queueDatas",
            "brokerAddrs",
            "offsetTable",
            "connectionSet",
            "properties",
            "mqTable",
            "consumerIdList",
            "topicList"
        };
        switch (random.nextInt(depth > 40 ? 4 : 7)) {
            case 0:
                return Integer.toString(random.nextInt());
            case 1:
                return "\"" + Fuzz.value(random, "a", "*").replace("\"", "") + "\"";
            case 2:
                return "null";
            case 3:
                return random.nextBoolean() ? "{" : "]";
            case 4:
                StringBuilder array = new StringBuilder("[");
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.append(json(random, depth + 1)).append(i > 1 ? "," : "");
                }
                return array.append(']').toString();
            default:
                StringBuilder object = new StringBuilder("{");
                for (int i = random.nextInt(5); i > 0; i--) {
                    object.append('"')
                            .append(names[random.nextInt(names.length)])
                            .append("\":");
                    object.append(json(random, depth + 1)).append(i > 1 ? "," : "");
                }
                return object.append('}').toString();
        }
    }

    /** As a connection reads: in pieces, out of a pooled buffer. */
    private static void read(RandomGenerator random, byte[] bytes) {
        ByteBuf in = PooledByteBufAllocator.DEFAULT.directBuffer();
        List<CommandSamples.Sample<?>> samples = CommandSamples.all();
        CommandSamples.Sample<?> sample = samples.get(random.nextInt(samples.size()));
        FrameDecoder decoder = new FrameDecoder();
        try {
            int at = 0;
            while (at < bytes.length) {
                int piece = Math.min(bytes.length - at, 1 + random.nextInt(bytes.length));
                in.writeBytes(bytes, at, piece);
                at += piece;
                for (Frame frame = decoder.next(in); frame != null; frame = decoder.next(in)) {
                    command(frame, sample);
                }
            }
        } catch (MalformedFrameException e) {
            // The connection is closed.
        } finally {
            in.release();
        }
    }

    private static <R extends Response> void command(Frame frame, CommandSamples.@Nullable Sample<R> sample) {
        try {
            SignedContent.of(frame);
        } catch (MalformedCommandException e) {
            // Refused with this text.
        }
        try {
            if (!frame.isResponse()) {
                Commands.request(frame);
            } else if (sample != null) {
                Commands.response(sample.request(), frame);
            }
        } catch (MalformedCommandException | CommandFailedException e) {
            // Refused with this text.
        }
    }

    private List<byte[]> frames() {
        List<byte[]> all = new ArrayList<>();
        CommandSamples.all().forEach(sample -> addFrames(sample, all));
        return all;
    }

    private <R extends Response> void addFrames(CommandSamples.Sample<R> sample, List<byte[]> all) {
        for (SerializeType type : SerializeType.values()) {
            if (type == SerializeType.JSON || sample.request().type().code() <= Short.MAX_VALUE) {
                encoder.beginRequest(sample.request(), type, 1, false);
                all.add(written());
            }
            encoder.beginResponse(sample.request(), type, 1, sample.response());
            all.add(written());
        }
    }

    private byte[] written() {
        ByteBuf out = Unpooled.buffer();
        encoder.writeTo(out);
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }
}
