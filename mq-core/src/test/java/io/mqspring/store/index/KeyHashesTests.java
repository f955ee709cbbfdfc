package io.mqspring.store.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.message.HostAddress;
import io.mqspring.message.MessageProperties;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.RecordContent;
import io.mqspring.message.RecordFormat;
import io.mqspring.message.SysFlags;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a record is indexed under, against the definition of the format on strings. */
class KeyHashesTests {

    private final KeyHashes hashes = new KeyHashes();

    @Test
    void aRecordIsFoundUnderItsIdAndEachWordOfItsKeys() {
        assertThat(collect("T", "UNIQ_KEY\u0001ID\u0002KEYS\u0001k1  k2\u0002TAGS\u0001a\u0002", 0))
                .containsExactly(hash("T#ID"), hash("T#k1"), hash("T#k2"));
    }

    @Test
    void theIdComesFirstWhereverItStands() {
        assertThat(collect("T", "KEYS\u0001k\u0002UNIQ_KEY\u0001ID", 0)).containsExactly(hash("T#ID"), hash("T#k"));
    }

    @Test
    void whatOnlyLooksLikeAKeyIsNone() {
        assertThat(collect("T", "X_KEYS\u0001a\u0002KEYS2\u0001b\u0002a\u0001KEYS\u0002KEYS\u0001\u0002", 0))
                .isEmpty();
    }

    @Test
    void ofARepeatedNameTheFirstCounts() {
        assertThat(collect("T", "KEYS\u0001first\u0002KEYS\u0001second\u0002", 0))
                .containsExactly(hash("T#first"));
    }

    @Test
    void aRollbackIsNotIndexed() {
        assertThat(collect("T", "UNIQ_KEY\u0001ID\u0002", SysFlags.TRANSACTION_ROLLBACK))
                .isEmpty();
    }

    @Test
    void aHashThatHasNoAbsoluteValueIsZero() {
        assertThat("polygenelubricants".hashCode()).isEqualTo(Integer.MIN_VALUE);
        assertThat(RecordKeys.slotHash(Integer.MIN_VALUE)).isZero();
        assertThat(RecordKeys.slotHash(-7)).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anyTextHashesAsTheFormatSays(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            String topic = text(random, 1 + random.nextInt(20));
            String id = text(random, 1 + random.nextInt(40));
            String keys = text(random, 1 + random.nextInt(random.nextInt(20) == 0 ? 3_000 : 40));
            String other = text(random, 1 + random.nextInt(30));
            String properties =
                    property("a", other) + property(PropertyNames.UNIQ_KEY, id) + property(PropertyNames.KEYS, keys);
            List<Integer> expected = new ArrayList<>();
            expected.add(hash(topic + "#" + id));
            for (String word : keys.split(" ")) {
                if (!word.isEmpty()) {
                    expected.add(hash(topic + "#" + word));
                }
            }
            assertThat(collect(topic, properties, 0)).isEqualTo(expected);
        }
    }

    private List<Integer> collect(String topic, String properties, int sysFlag) {
        RecordContent content = RecordContent.of(
                topic,
                0,
                0,
                sysFlag,
                0,
                HostAddress.LOCAL,
                HostAddress.LOCAL,
                0,
                ByteBuffer.wrap(new byte[3]),
                properties.getBytes(StandardCharsets.UTF_8),
                0);
        ByteBuffer record = ByteBuffer.allocate(content.encodedSize() + 8);
        RecordFormat.encode(content, record, 8, 0, 0, 0);
        List<Integer> found = new ArrayList<>();
        int count = hashes.collect(record, 8);
        for (int i = 0; i < count; i++) {
            found.add(hashes.get(i));
        }
        return found;
    }

    private static String property(String name, String value) {
        return name + MessageProperties.NAME_SEPARATOR + value + MessageProperties.VALUE_SEPARATOR;
    }

    private static String text(Random random, int length) {
        String letters = random.nextInt(3) == 0 ? "aé漢 zß" : "abc09-_ ";
        StringBuilder text = new StringBuilder("k");
        for (int i = 1; i < length; i++) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    private static int hash(String topicAndKey) {
        int hash = Math.abs(topicAndKey.hashCode());
        return hash < 0 ? 0 : hash;
    }
}
