package io.mqspring.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.message.RecordBatch;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.GetRouteRequest;
import io.mqspring.protocol.PopMessageResponse;
import io.mqspring.protocol.PullMessageRequest;
import io.mqspring.protocol.PullMessageResponse;
import io.mqspring.protocol.PullStatus;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.SendMessageRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class CommandRoundTripTests {

    private final FrameEncoder encoder = new FrameEncoder();
    private final FrameDecoder decoder = new FrameDecoder();

    static Stream<CommandSamples.Sample<?>> samples() {
        return CommandSamples.all().stream();
    }

    @Test
    void everyRequestAndResponseHasASample() {
        Set<Class<?>> requests = new HashSet<>();
        Set<Class<?>> responses = new HashSet<>();
        Set<CommandType> types = new HashSet<>(Set.of(CommandType.SEND_MESSAGE_V1, CommandType.SEND_REPLY_MESSAGE_V1));
        samples().forEach(sample -> {
            requests.add(sample.request().getClass());
            responses.add(sample.response().getClass());
            types.add(sample.request().type());
        });
        assertThat(requests).containsExactlyInAnyOrder(Request.class.getPermittedSubclasses());
        assertThat(responses).containsExactlyInAnyOrder(Response.class.getPermittedSubclasses());
        assertThat(types).containsExactlyInAnyOrder(CommandType.values());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aRequestIsTheSameAfterTheWireInEitherForm(CommandSamples.Sample<?> sample) {
        for (SerializeType type : SerializeType.values()) {
            // The code has 16 bits in the binary form: official peers cannot say pop in it either.
            if (type == SerializeType.JSON || sample.request().type().code() <= Short.MAX_VALUE) {
                checkRequest(sample, type);
            }
        }
    }

    private void checkRequest(CommandSamples.Sample<?> sample, SerializeType type) {
        Frame frame = wire(() -> encoder.beginRequest(sample.request(), type, 7, false));
        assertThat(frame.serializeType()).isEqualTo(type);
        assertThat(frame.isResponse()).isFalse();
        assertThat(frame.isOneWay()).isFalse();
        assertThat(frame.opaque()).isEqualTo(7);
        assertThat(frame.language()).isEqualTo("JAVA");
        assertThat(frame.version()).isEqualTo(513);
        assertThat(frame.code()).isEqualTo(sample.request().type().code());
        assertThat(Commands.request(frame)).isEqualTo(sample.request());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aResponseIsTheSameAfterTheWireInEitherForm(CommandSamples.Sample<?> sample) {
        for (SerializeType type : SerializeType.values()) {
            checkResponse(sample, type);
        }
    }

    private <R extends Response> void checkResponse(CommandSamples.Sample<R> sample, SerializeType type) {
        Frame frame = wire(() -> encoder.beginResponse(sample.request(), type, -3, sample.response()));
        assertThat(frame.serializeType()).isEqualTo(type);
        assertThat(frame.isResponse()).isTrue();
        assertThat(frame.opaque()).isEqualTo(-3);
        assertThat(frame.version()).isEqualTo(513);
        R received = Commands.response(sample.request(), frame);
        if (sample.response() instanceof PullMessageResponse sent && received instanceof PullMessageResponse pull) {
            assertThat(pull).usingRecursiveComparison().ignoringFields("batch").isEqualTo(sent);
            assertThat(bytes(pull.batch())).isEqualTo(bytes(sent.batch()));
            assertThat(pull.batch().count()).isEqualTo(sent.batch().count());
        } else if (sample.response() instanceof PopMessageResponse sent && received instanceof PopMessageResponse pop) {
            assertThat(pop).usingRecursiveComparison().ignoringFields("batch").isEqualTo(sent);
            assertThat(bytes(pop.batch())).isEqualTo(bytes(sent.batch()));
        } else {
            assertThat(received).isEqualTo(sample.response());
        }
    }

    @Test
    void oldClientsSendWithLongNames() {
        SendMessageRequest request = CommandSamples.send("body");
        SendMessageV1Codec codec = new SendMessageV1Codec();
        CommandWriter writer = new CommandWriter();
        JsonHeaderWriter header = new JsonHeaderWriter();
        writer.reset(header);
        header.begin(10, 0, 1, null);
        codec.writeRequest(request, writer);
        header.end();
        ByteBuf buffer = Unpooled.buffer();
        int headerSize = header.bytes().size();
        buffer.writeInt(4 + headerSize + 4).writeInt(headerSize);
        buffer.writeBytes(header.bytes().array(), 0, headerSize).writeBytes(new byte[] {'b', 'o', 'd', 'y'});
        assertThat(Commands.request(next(buffer))).isEqualTo(request);
    }

    @ParameterizedTest
    @EnumSource(SerializeType.class)
    void aRefusalCarriesItsCodeAndWords(SerializeType type) {
        GetRouteRequest request = new GetRouteRequest("t");
        CommandFailedException refusal =
                new CommandFailedException(ResponseCode.TOPIC_NOT_EXIST, "no topic \"t\"\u0001, create it");
        Frame frame = wire(() -> encoder.beginRefusal(type, 5, refusal));
        assertThatThrownBy(() -> Commands.response(request, frame))
                .isInstanceOfSatisfying(CommandFailedException.class, received -> {
                    assertThat(received.code()).isEqualTo(ResponseCode.TOPIC_NOT_EXIST);
                    assertThat(received.remark()).isEqualTo(refusal.remark());
                });
    }

    @Test
    void anUnknownRefusalKeepsItsNumber() {
        String header = "{\"code\":2017,\"flag\":1,\"opaque\":1,\"remark\":\"full\"}";
        ByteBuf buffer = FrameVectorTests.frame(header, "");
        Frame frame = next(buffer);
        assertThatThrownBy(() -> Commands.response(new GetRouteRequest("t"), frame))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("code 2017: full");
    }

    @Test
    void aFrameThatIsTooLargeIsNotWritten() {
        SendMessageRequest small = CommandSamples.send("");
        SendMessageRequest large = new SendMessageRequest(
                small.producerGroup(),
                small.topic(),
                small.defaultTopic(),
                4,
                0,
                0,
                0,
                0,
                "",
                0,
                -1,
                ByteBuffer.allocate(Frame.MAX_BYTES));
        assertThatThrownBy(() -> encoder.beginRequest(large, 1, false)).hasMessageContaining("over the limit");
    }

    @Test
    void aLargeBatchIsNotCopiedAndStaysLeased() {
        boolean[] released = new boolean[1];
        ByteBuffer records = CommandSamples.records(40, 1024);
        RecordBatch batch = RecordBatch.leased(List.of(records), 40, () -> released[0] = true);
        ByteBuf buffer = Unpooled.buffer();
        var sample = CommandSamples.pulled(PullStatus.FOUND, batch);
        var request = samples()
                .map(CommandSamples.Sample::request)
                .filter(PullMessageRequest.class::isInstance)
                .map(PullMessageRequest.class::cast)
                .findFirst()
                .orElseThrow();
        encoder.beginResponse(request, SerializeType.JSON, 1, sample);
        RecordBatch trailing = encoder.writeTo(buffer);
        assertThat(trailing).isSameAs(batch);
        assertThat(released[0]).isFalse();
        assertThat(buffer.readableBytes()).isLessThan(1024);
        assertThat(buffer.getInt(0)).isEqualTo(buffer.readableBytes() - 4 + batch.byteSize());
    }

    private Frame wire(Runnable begin) {
        begin.run();
        ByteBuf buffer = Unpooled.buffer();
        int bytes = encoder.bytes();
        assertThat(encoder.writeTo(buffer).isEmpty()).isTrue();
        assertThat(buffer.readableBytes()).isEqualTo(bytes);
        return next(buffer);
    }

    private Frame next(ByteBuf buffer) {
        Frame frame = Objects.requireNonNull(decoder.next(buffer));
        assertThat(buffer.isReadable()).isFalse();
        return frame;
    }

    private static String bytes(RecordBatch batch) {
        return batch.slices().stream()
                .map(slice -> {
                    byte[] copy = new byte[slice.remaining()];
                    slice.get(slice.position(), copy);
                    return Arrays.toString(copy);
                })
                .toList()
                .toString();
    }
}
