package io.mqspring.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.security.Authenticator;
import io.mqspring.security.BrokerUser;
import io.mqspring.security.Credentials;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What our encoder signs, our gate takes; and nothing that was changed on the way. */
class SignedFrameTests {

    private final Credentials credentials = new Credentials("me", "hush", "token \"with\" \u00fc");
    private final FrameEncoder encoder = new FrameEncoder(credentials);
    private final Authenticator users = new Authenticator(List.of(BrokerUser.of("me", "hush")));

    @Test
    void everyRequestIsSignedInEitherForm() {
        for (CommandSamples.Sample<?> sample : CommandSamples.all()) {
            for (SerializeType type : SerializeType.values()) {
                if (type == SerializeType.ROCKETMQ && sample.request().type().code() > Short.MAX_VALUE) {
                    // Does not fit: nobody can say pop in the binary form.
                    continue;
                }
                encoder.beginRequest(sample.request(), type, 1, false);
                Frame frame = read(written());
                assertThat(isTaken(frame))
                        .as("%s as %s", sample.request(), type)
                        .isTrue();
                assertThat(Commands.request(frame)).isEqualTo(sample.request());
            }
        }
    }

    @Test
    void aChangedBitInFieldsOrBodyIsNoticed() {
        Random random = new Random(7);
        encoder.beginRequest(CommandSamples.send("a body of some length"), SerializeType.ROCKETMQ, 1, false);
        byte[] frame = written();
        int fieldsAt = 8 + 17 + 4;
        int noticed = 0;
        for (int run = 0; run < 2000; run++) {
            byte[] changed = frame.clone();
            changed[fieldsAt + random.nextInt(frame.length - fieldsAt)] ^= (byte) (1 << random.nextInt(8));
            try {
                Frame read = read(changed);
                boolean taken = isTaken(read);
                // A changed name may leave the order of the values as it is: it then makes another field of the same
                // values.
                noticed += taken ? 0 : 1;
                assertThat(taken && read.body().equals(read(frame).body()) && sameValues(read, read(frame)))
                        .isEqualTo(taken);
            } catch (MalformedFrameException | MalformedCommandException e) {
                noticed++;
            }
        }
        assertThat(noticed).isGreaterThan(1500);
    }

    @Test
    void aFieldThatComesTwiceIsRefused() {
        String header =
                "{\"code\":105,\"extFields\":{\"topic\":\"a\",\"topic\":\"b\",\"AccessKey\":\"me\"},\"opaque\":1}";
        Frame frame = read(bytes(FrameVectorTests.frame(header, "")));
        assertThatThrownBy(() -> SignedContent.of(frame)).hasMessageContaining("'topic' comes twice");
    }

    @Test
    void oldClientsDoNotSignTheirUniqueKeyQuery() {
        String fields = "\"extFields\":{\"_UNIQUE_KEY_QUERY\":\"true\",\"topic\":\"a\"}";
        Frame old = read(bytes(FrameVectorTests.frame("{\"code\":12," + fields + ",\"version\":399}", "")));
        assertThat(new String(SignedContent.of(old).fields(), StandardCharsets.UTF_8))
                .isEqualTo("a");
        Frame young = read(bytes(FrameVectorTests.frame("{\"code\":12," + fields + ",\"version\":401}", "")));
        assertThat(new String(SignedContent.of(young).fields(), StandardCharsets.UTF_8))
                .isEqualTo("truea");
    }

    private boolean isTaken(Frame frame) {
        SignedContent signed = SignedContent.of(frame);
        String accessKey = signed.accessKey();
        return accessKey != null
                && users.authenticate(accessKey, signed.signature(), signed.fields(), frame.body())
                        .isPresent();
    }

    private static boolean sameValues(Frame one, Frame other) {
        return new String(SignedContent.of(one).fields(), StandardCharsets.UTF_8)
                .equals(new String(SignedContent.of(other).fields(), StandardCharsets.UTF_8));
    }

    private byte[] written() {
        ByteBuf out = Unpooled.buffer();
        encoder.writeTo(out);
        return bytes(out);
    }

    private static byte[] bytes(ByteBuf out) {
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    /** With a decoder of its own: a frame is a view of its decoder's buffers. */
    private static Frame read(byte[] bytes) {
        return Objects.requireNonNull(new FrameDecoder().next(Unpooled.wrappedBuffer(bytes)));
    }
}
