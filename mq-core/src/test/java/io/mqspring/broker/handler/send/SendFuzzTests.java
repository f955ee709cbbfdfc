package io.mqspring.broker.handler.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.protocol.CommandFailedException;
import io.mqspring.scripted.Fuzz;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the broker decodes of sends, with bytes that nobody meant. */
class SendFuzzTests {

    private static final int INPUTS = 20_000;
    private static final int MANY = 200_000;

    @Test
    void oddBatches() {
        Fuzz.inputs(INPUTS, SendFuzzTests::batch);
    }

    @Test
    @Tag("ci")
    void manyOddBatches() {
        Fuzz.inputs(MANY, SendFuzzTests::batch);
    }

    @Test
    void oddProperties() {
        Fuzz.inputs(INPUTS, random -> {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(8); i > 0; i--) {
                text.append(Fuzz.value(random, "TAGS", "DELAY", "UNIQ_KEY", "WAIT"));
                text.append((char) random.nextInt(4));
            }
            assertThat(PropertyScan.of(text.toString())).isNotNull();
        });
    }

    private static void batch(RandomGenerator random) {
        int messages = random.nextInt(4);
        ByteBuffer out = ByteBuffer.allocate(4096);
        for (int i = 0; i < messages; i++) {
            byte[] body = Fuzz.bytes(random, 60);
            byte[] properties = Fuzz.bytes(random, 40);
            out.putInt(22 + body.length + properties.length).putInt(0).putInt(0).putInt(0);
            out.putInt(body.length)
                    .put(body)
                    .putShort((short) properties.length)
                    .put(properties);
        }
        byte[] bytes = new byte[out.flip().remaining()];
        out.get(bytes);
        byte[] damaged = random.nextInt(10) == 0 ? Fuzz.bytes(random, 100) : Fuzz.damaged(random, bytes);
        try {
            for (BatchBody.Part part : BatchBody.parse(ByteBuffer.wrap(damaged))) {
                assertThat(part.body().remaining()).isNotNegative();
                assertThat(part.properties()).isNotNull();
            }
        } catch (CommandFailedException e) {
            assertThat(e.remark()).contains("batch");
        }
    }
}
