package io.mqspring.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.Response;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Bytes that nobody meant: at worst a frame or a command is refused by its own exception. */
class FrameFuzzTests {

    private static final int RUNS = 60_000;

    private final FrameEncoder encoder = new FrameEncoder();
    private int refusedFrames;
    private int refusedCommands;
    private int accepted;

    @Test
    void randomBytesAreRefused() {
        Random random = new Random(1);
        for (int run = 0; run < RUNS; run++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            if (bytes.length >= 8 && random.nextBoolean()) {
                frameAround(bytes, random);
            }
            read(bytes, null, run);
        }
        assertThat(refusedFrames).isGreaterThan(RUNS / 3);
    }

    @Test
    void mutatedFramesAreReadOrRefused() {
        Random random = new Random(2);
        List<byte[]> frames = frames();
        List<CommandSamples.Sample<?>> samples = CommandSamples.all();
        for (int run = 0; run < RUNS; run++) {
            byte[] bytes = frames.get(random.nextInt(frames.size())).clone();
            int mutations = 1 + random.nextInt(4);
            for (int i = 0; i < mutations; i++) {
                bytes[random.nextInt(bytes.length)] = random.nextBoolean()
                        ? (byte) random.nextInt()
                        : (byte) "{}[]\":,\\u0-9".charAt(random.nextInt(12));
            }
            read(bytes, samples.get(random.nextInt(samples.size())), run);
        }
        assertThat(accepted).isGreaterThan(RUNS / 10);
        assertThat(refusedCommands).isGreaterThan(RUNS / 100);
        assertThat(refusedFrames).isGreaterThan(RUNS / 100);
    }

    @Test
    void framesCutOffAnywhereWaitForMore() {
        for (byte[] frame : frames()) {
            for (int length = 0; length < frame.length; length++) {
                ByteBuf in = Unpooled.wrappedBuffer(frame, 0, length);
                assertThat(new FrameDecoder().next(in)).isNull();
                assertThat(in.readableBytes()).isEqualTo(length);
            }
        }
    }

    @Test
    void headersAndBodiesCutOffWithARightLengthAreReadOrRefused() {
        int run = 0;
        for (CommandSamples.Sample<?> sample : CommandSamples.all()) {
            for (byte[] frame : framesOf(sample)) {
                for (int length = 8; length < frame.length; length++) {
                    byte[] cut = Arrays.copyOf(frame, length);
                    int header = Math.min(length - 8, readInt(frame, 4) & 0xFFFFFF);
                    writeInt(cut, 0, length - 4);
                    writeInt(cut, 4, frame[4] << 24 | header);
                    read(cut, sample, run++);
                }
            }
        }
        assertThat(refusedFrames).isPositive();
        assertThat(refusedCommands).isPositive();
    }

    private void read(byte[] bytes, CommandSamples.@Nullable Sample<?> sample, int run) {
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        FrameDecoder decoder = new FrameDecoder();
        try {
            for (Frame frame = decoder.next(in); frame != null; frame = decoder.next(in)) {
                if (!frame.isResponse()) {
                    Commands.request(frame);
                } else if (sample != null) {
                    Response response = Commands.response(sample.request(), frame);
                    assertThat(response).isNotNull();
                }
                accepted++;
            }
        } catch (MalformedFrameException e) {
            refusedFrames++;
        } catch (MalformedCommandException | CommandFailedException e) {
            refusedCommands++;
        } catch (RuntimeException | StackOverflowError e) {
            fail("run " + run + " with " + ByteBufUtil.hexDump(bytes), e);
        }
    }

    private List<byte[]> frames() {
        List<byte[]> frames = new ArrayList<>();
        CommandSamples.all().forEach(sample -> frames.addAll(framesOf(sample)));
        return frames;
    }

    private <R extends Response> List<byte[]> framesOf(CommandSamples.Sample<R> sample) {
        List<byte[]> frames = new ArrayList<>();
        encoder.beginRequest(sample.request(), 1, false);
        frames.add(written());
        for (SerializeType type : SerializeType.values()) {
            encoder.beginResponse(sample.request(), type, 1, sample.response());
            frames.add(written());
        }
        return frames;
    }

    private byte[] written() {
        ByteBuf out = Unpooled.buffer();
        encoder.writeTo(out);
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    private static void frameAround(byte[] bytes, Random random) {
        writeInt(bytes, 0, bytes.length - 4);
        writeInt(bytes, 4, random.nextInt(2) << 24 | random.nextInt(bytes.length - 7));
        if (bytes.length > 8 && random.nextBoolean()) {
            bytes[8] = '{';
        }
    }

    private static int readInt(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).getInt(at);
    }

    private static void writeInt(byte[] bytes, int at, int value) {
        ByteBuffer.wrap(bytes).putInt(at, value);
    }
}
