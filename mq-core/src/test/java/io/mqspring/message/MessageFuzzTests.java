package io.mqspring.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.protocol.codec.CommandSamples;
import io.mqspring.scripted.Fuzz;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a client decodes of messages, with bytes that nobody meant: refused in a bounded way, or read. */
class MessageFuzzTests {

    private static final int INPUTS = 20_000;
    private static final int MANY = 200_000;

    @Test
    void damagedRecords() {
        Fuzz.inputs(INPUTS, MessageFuzzTests::records);
    }

    @Test
    @Tag("ci")
    void manyDamagedRecords() {
        Fuzz.inputs(MANY, MessageFuzzTests::records);
    }

    @Test
    void oddProperties() {
        Fuzz.inputs(INPUTS, MessageFuzzTests::properties);
    }

    @Test
    void oddCompressedBodies() {
        Fuzz.inputs(INPUTS / 4, MessageFuzzTests::compressed);
    }

    @Test
    void oddRecallHandles() {
        Fuzz.inputs(INPUTS, random -> {
            try {
                RecallHandle.decode(new String(Fuzz.bytes(random, 80), java.nio.charset.StandardCharsets.ISO_8859_1));
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        });
    }

    @Test
    void aBodyThatGrowsWithoutEndIsRefused() throws IOException {
        ByteArrayOutputStream small = new ByteArrayOutputStream();
        try (DeflaterOutputStream zip = new DeflaterOutputStream(small)) {
            byte[] nothing = new byte[1024 * 1024];
            for (int i = 0; i < 80; i++) {
                zip.write(nothing);
            }
        }
        assertThat(small.size()).isLessThan(200_000);
        assertThatThrownBy(() -> BodyCompression.decompress(small.toByteArray(), SysFlags.COMPRESSED))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("larger than");
    }

    private static void records(RandomGenerator random) {
        ByteBuffer records = CommandSamples.records(1 + random.nextInt(3), 40);
        byte[] bytes = new byte[records.remaining()];
        records.get(bytes);
        byte[] damaged = Fuzz.damaged(random, bytes);
        RecordBatch batch;
        try {
            batch = RecordBatch.ofHeap(ByteBuffer.wrap(damaged));
        } catch (IllegalArgumentException e) {
            return;
        }
        for (MessageView view : batch.toViews("b")) {
            assertThat(view.topic()).isNotNull();
            assertThat(view.properties()).isNotNull();
            assertThat(view.messageId()).isNotNull();
            assertThat(view.keys()).isNotNull();
            assertThat(view.bornHost()).isNotNull();
            assertThat(view.toString()).isNotEmpty();
            try {
                assertThat(view.body()).isNotNull();
            } catch (IllegalStateException e) {
                assertThat(e.getMessage()).contains("compressed");
            }
        }
    }

    private static void properties(RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(Fuzz.value(random, "TAGS", "KEYS", "a"));
            text.append((char) random.nextInt(4));
        }
        MessageProperties.decode(text.toString())
                .forEach((name, value) -> assertThat(name).isNotEmpty().doesNotContain("\u0001"));
        MessageProperties.find(text.toString(), "TAGS");
        byte[] bytes = Fuzz.bytes(random, 100);
        assertThat(MessageProperties.decode(bytes, 0, bytes.length)).isNotNull();
    }

    private static void compressed(RandomGenerator random) {
        byte[] stored = random.nextBoolean()
                ? Fuzz.bytes(random, 200)
                : Fuzz.damaged(random, BodyCompression.compress(Fuzz.bytes(random, 500), BodyCompression.Codec.ZLIB));
        try {
            BodyCompression.decompress(stored, SysFlags.COMPRESSED | random.nextInt(8) << 8);
        } catch (IllegalStateException e) {
            assertThat(e.getMessage()).contains("compressed");
        }
    }
}
