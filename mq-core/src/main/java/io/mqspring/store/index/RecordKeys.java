package io.mqspring.store.index;

import io.mqspring.message.MessageProperties;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.RecordFormat;
import io.mqspring.message.SysFlags;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Under what a record can be found: its unique id and each word of its keys, in its topic. Stateless. */
public final class RecordKeys {

    private RecordKeys() {}

    /** Takes a key as the index hashes it. */
    @FunctionalInterface
    interface KeyTaker {
        void take(String topicAndKey) throws IOException;
    }

    /** Hands out what a record is indexed under. */
    static void forEach(ByteBuffer record, int at, KeyTaker taker) throws IOException {
        int transaction = RecordFormat.sysFlag(record, at) & SysFlags.TRANSACTION_MASK;
        if (transaction == SysFlags.TRANSACTION_ROLLBACK || RecordFormat.propertiesLength(record, at) == 0) {
            return;
        }
        String properties = properties(record, at);
        String topic = topic(record, at);
        String id = MessageProperties.find(properties, PropertyNames.UNIQ_KEY);
        if (id != null) {
            taker.take(indexed(topic, id));
        }
        String keys = MessageProperties.find(properties, PropertyNames.KEYS);
        if (keys != null) {
            int start = 0;
            while (start < keys.length()) {
                int end = keys.indexOf(' ', start);
                end = end < 0 ? keys.length() : end;
                if (end > start) {
                    taker.take(indexed(topic, keys.substring(start, end)));
                }
                start = end + 1;
            }
        }
    }

    /** Whether a record of a topic has a key, or its unique id. */
    public static boolean matches(ByteBuffer record, int at, String topic, String key) {
        if (RecordFormat.propertiesLength(record, at) == 0 || !topic(record, at).equals(topic)) {
            return false;
        }
        String properties = properties(record, at);
        return key.equals(MessageProperties.find(properties, PropertyNames.UNIQ_KEY))
                || hasWord(MessageProperties.find(properties, PropertyNames.KEYS), key);
    }

    static String indexed(String topic, String key) {
        return topic + "#" + key;
    }

    /** The hash of the format: never negative. */
    static int hash(String topicAndKey) {
        int hash = Math.abs(topicAndKey.hashCode());
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
