package io.mqspring.store.index;

import io.mqspring.message.MessageProperties;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.RecordFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Under what a record can be found: its unique id and each word of its keys, in its topic. Stateless. */
public final class RecordKeys {

    private RecordKeys() {}

    /** Whether a record of a topic has a key, or its unique id. */
    public static boolean matches(ByteBuffer record, int at, String topic, String key) {
        if (RecordFormat.propertiesLength(record, at) == 0 || !topic(record, at).equals(topic)) {
            return false;
        }
        String properties = properties(record, at);
        return key.equals(MessageProperties.find(properties, PropertyNames.UNIQ_KEY))
                || hasWord(MessageProperties.find(properties, PropertyNames.KEYS), key);
    }

    /** What the index keeps of a key in a topic. */
    static int hash(String topic, String key) {
        return slotHash((topic + "#" + key).hashCode());
    }

    /** The hash of the format: never negative. */
    static int slotHash(int stringHash) {
        int hash = Math.abs(stringHash);
        return hash < 0 ? 0 : hash;
    }

    private static boolean hasWord(@Nullable String words, String word) {
        if (words == null) {
            return false;
        }
        int at = words.indexOf(word);
        while (at >= 0) {
            int end = at + word.length();
            boolean begins = at == 0 || words.charAt(at - 1) == ' ';
            if (begins && (end == words.length() || words.charAt(end) == ' ')) {
                return true;
            }
            at = words.indexOf(word, at + 1);
        }
        return false;
    }

    private static String topic(ByteBuffer record, int at) {
        byte[] name = new byte[RecordFormat.topicLength(record, at)];
        record.get(RecordFormat.topicPosition(record, at), name);
        return new String(name, StandardCharsets.UTF_8);
    }

    private static String properties(ByteBuffer record, int at) {
        byte[] encoded = new byte[RecordFormat.propertiesLength(record, at)];
        record.get(RecordFormat.propertiesPosition(record, at), encoded);
        return new String(encoded, StandardCharsets.UTF_8);
    }
}
