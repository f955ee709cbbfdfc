package io.mqspring.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.EmptyResponse;
import io.mqspring.protocol.GetRouteRequest;
import io.mqspring.protocol.SendMessageRequest;
import io.mqspring.protocol.UpdateConsumerOffsetRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames byte for byte as official peers write them, and what they may not be. */
class FrameVectorTests {

    private static final String BINARY_ROUTE_REQUEST =
            "0000002a01000026006900020100000007000000000000000000000011" + "0005746f70696300000006546f70696341";

    private final FrameEncoder encoder = new FrameEncoder();
    private final FrameDecoder decoder = new FrameDecoder();

    @Test
    void aJsonRequestIsWrittenAsOfficialPeersDo() {
        encoder.beginRequest(new GetRouteRequest("T"), SerializeType.JSON, 7, false);
        ByteBuf out = Unpooled.buffer();
        encoder.writeTo(out);
        String header = "{\"code\":105,\"extFields\":{\"topic\":\"T\"},\"flag\":0,\"language\":\"JAVA\","
                + "\"opaque\":7,\"version\":513}";
        assertThat(header).hasSize(90);
        assertThat(ByteBufUtil.hexDump(out, 0, 8)).isEqualTo("0000005e0000005a");
        assertThat(out.toString(8, 90, StandardCharsets.UTF_8)).isEqualTo(header);
        assertThat(out.readableBytes()).isEqualTo(98);
    }

    @Test
    void aBinaryRequestIsRead() {
        Frame frame = next(Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(BINARY_ROUTE_REQUEST)));
        assertThat(frame.serializeType()).isEqualTo(SerializeType.ROCKETMQ);
        assertThat(frame.version()).isEqualTo(513);
        assertThat(frame.opaque()).isEqualTo(7);
        assertThat(frame.language()).isEqualTo("JAVA");
        assertThat(frame.remark()).isNull();
        assertThat(Commands.request(frame)).isEqualTo(new GetRouteRequest("TopicA"));
    }

    @Test
    void aBinaryHeaderIsWrittenAsOfficialPeersDo() {
        BinaryHeaderWriter writer = new BinaryHeaderWriter();
        writer.begin(CommandType.GET_ROUTE.code(), 0, 7, null);
        writer.field("topic", "TopicA");
        writer.end();
        ByteSink bytes = writer.bytes();
        assertThat(ByteBufUtil.hexDump(bytes.array(), 0, bytes.size())).isEqualTo(BINARY_ROUTE_REQUEST.substring(16));
    }

    @Test
    void aRequestIsWrittenInTheSmallerForm() {
        encoder.beginRequest(new GetRouteRequest("TopicA"), 7, false);
        ByteBuf out = Unpooled.buffer();
        encoder.writeTo(out);
        assertThat(ByteBufUtil.hexDump(out)).isEqualTo(BINARY_ROUTE_REQUEST);
    }

    @Test
    void anAnswerHasTheFormOfItsRequest() {
        encoder.beginResponse(
                new UpdateConsumerOffsetRequest("g", "t", 0, 1), SerializeType.ROCKETMQ, 9, new EmptyResponse());
        ByteBuf out = Unpooled.buffer();
        encoder.writeTo(out);
        assertThat(out.getByte(4)).isEqualTo((byte) 1);
        assertThat(next(out).opaque()).isEqualTo(9);
    }

    @Test
    void whatPeersOfOtherLanguagesWriteIsRead() {
        String header = " { code : 310 , \"unknown\":{\"a\":[1,{\"b\":null}],\"c\":\"}\"}, \"extFields\":{\"a\":\"g\","
                + "\"b\":\"t\\u00e4\\uD83D\\uDE00\",\"c\":\"TBW102\",\"d\":4,\"e\":-1,\"f\":\"0\",g:17,\"h\":0,"
                + "\"i\":\"KEYS\u0001k1 k2\u0002\",\"j\":null,\"k\":false,\"x\":{\"y\":1}},"
                + "\"flag\":0,\"language\":\"KLINGON\",\"opaque\":-5}";
        SendMessageRequest request =
                (SendMessageRequest) Objects.requireNonNull(Commands.request(next(frame(header, "body"))));
        assertThat(request.topic()).isEqualTo("tä\uD83D\uDE00");
        assertThat(request.queueId()).isEqualTo(-1);
        assertThat(request.bornTimestamp()).isEqualTo(17);
        assertThat(request.properties()).isEqualTo("KEYS\u0001k1 k2\u0002");
        assertThat(request.reconsumeTimes()).isZero();
        assertThat(request.maxReconsumeTimes()).isEqualTo(-1);
        assertThat(request.body().remaining()).isEqualTo(4);
    }

    @Test
    void fieldsMayBeMissingAltogether() {
        Frame frame = next(frame("{\"code\":206,\"extFields\":null}", ""));
        assertThat(Commands.request(frame)).isNotNull();
        assertThat(frame.language()).isEqualTo("OTHER");
        assertThat(Commands.request(next(frame("{\"code\":206}", "")))).isNotNull();
    }

    @Test
    void anUnknownCodeIsNoRequest() {
        assertThat(Commands.request(next(frame("{\"code\":31999}", "")))).isNull();
    }

    @Test
    void aMissingFieldIsNamed() {
        Frame frame = next(frame("{\"code\":30,\"extFields\":{\"topic\":\"t\"}}", ""));
        assertThatThrownBy(() -> Commands.request(frame))
                .isInstanceOf(MalformedCommandException.class)
                .hasMessage("the field 'queueId' is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"x1\"", "\"\"", "\"-\"", "1.5", "true", "99999999999", "\"99999999999999999999\""})
    void aWrongFieldIsNamed(String value) {
        Frame frame = next(frame("{\"code\":30,\"extFields\":{\"topic\":\"t\",\"queueId\":" + value + "}}", ""));
        assertThatThrownBy(() -> Commands.request(frame))
                .isInstanceOf(MalformedCommandException.class)
                .hasMessageContaining("'queueId' must be an integer");
    }

    @Test
    void framesComeInPieces() {
        ByteBuf whole = Unpooled.buffer();
        whole.writeBytes(frame("{\"code\":206}", "x"));
        whole.writeBytes(frame("{\"code\":106}", ""));
        ByteBuf in = Unpooled.buffer();
        int frames = 0;
        while (whole.isReadable()) {
            in.writeByte(whole.readByte());
            Frame frame = decoder.next(in);
            if (frame != null) {
                frames++;
                assertThat(frame.code()).isEqualTo(frames == 1 ? 206 : 106);
            }
        }
        assertThat(frames).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ffffffff00000000", // negative length
                "0000000300000000", // shorter than its own mark
                "00fffffd00000000", // one byte over 16 MiB, with the length field
                "7fffffff00000000",
                "160301020001fc03", // the beginning of TLS
                "474554202f204854", // GET / HT
                "0000000400000001", // header longer than the frame
                "0000000402000000", // unknown header type
                "0000000400000000", // no header at all
                "00000006000000027b7d", // {}
                "00000007000000037b227d", // {"}
                "0000000601000002abcd" // binary header cut off
            })
    void garbageIsRefused(String hex) {
        ByteBuf in = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));
        assertThatThrownBy(() -> decoder.next(in)).isInstanceOf(MalformedFrameException.class);
    }

    @Test
    void theLargestFrameIsAccepted() {
        ByteBuf in = Unpooled.buffer(8);
        in.writeInt(Frame.MAX_BYTES - 4).writeInt(10);
        assertThat(decoder.next(in)).isNull();
    }

    private Frame next(ByteBuf buffer) {
        Frame frame = Objects.requireNonNull(decoder.next(buffer));
        return frame;
    }

    static ByteBuf frame(String header, String body) {
        byte[] head = header.getBytes(StandardCharsets.UTF_8);
        byte[] rest = body.getBytes(StandardCharsets.UTF_8);
        ByteBuf out = Unpooled.buffer();
        out.writeInt(4 + head.length + rest.length).writeInt(head.length);
        return out.writeBytes(head).writeBytes(rest);
    }
}
