package io.mqspring.store.index;

import io.mqspring.message.MessageProperties;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.RecordFormat;
import io.mqspring.message.SysFlags;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The hashes that a record is indexed under: of its unique id and of each word of its keys, each behind {@code topic#}.
 * Works on the record's bytes in memory of its own, so that following the log allocates nothing. Confined to its user;
 * the hashes last until the next {@link #collect}.
 */
final class KeyHashes {

    private static final byte[] UNIQ_KEY = PropertyNames.UNIQ_KEY.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] KEYS = PropertyNames.KEYS.getBytes(StandardCharsets.US_ASCII);

    private static final int NOT_FOUND = -1;

    private byte[] text = new byte[1024];
    private int[] hashes = new int[8];
    private int count;

    /** Finds the hashes of a record and returns how many there are. */
    int collect(ByteBuffer record, int at) {
        count = 0;
        int transaction = RecordFormat.sysFlag(record, at) & SysFlags.TRANSACTION_MASK;
        int length = RecordFormat.propertiesLength(record, at);
        if (transaction == SysFlags.TRANSACTION_ROLLBACK || length == 0) {
            return 0;
        }
        int prefix = topicHash(record, at);
        load(record, RecordFormat.propertiesPosition(record, at), length);
        // Of a repeated name the first counts.
        int id = NOT_FOUND;
        int keys = NOT_FOUND;
        int start = 0;
        while (start < length && (id == NOT_FOUND || keys == NOT_FOUND)) {
            int end = endOfValue(start, length);
            if (id == NOT_FOUND && isNamed(UNIQ_KEY, start, end)) {
                id = start + UNIQ_KEY.length + 1;
            } else if (keys == NOT_FOUND && isNamed(KEYS, start, end)) {
                keys = start + KEYS.length + 1;
            }
            start = end + 1;
        }
        if (id != NOT_FOUND) {
            add(prefix, id, endOfValue(id, length));
        }
        if (keys != NOT_FOUND) {
            addWords(prefix, keys, endOfValue(keys, length));
        }
        return count;
    }

    /** One of the hashes that were collected last. */
    int get(int i) {
        return hashes[i];
    }

    private int topicHash(ByteBuffer record, int at) {
        int length = RecordFormat.topicLength(record, at);
        load(record, RecordFormat.topicPosition(record, at), length);
        return 31 * goOn(0, 0, length) + '#';
    }

    private void load(ByteBuffer record, int position, int length) {
        if (text.length < length) {
            text = new byte[Math.max(length, 2 * text.length)];
        }
        record.get(position, text, 0, length);
    }

    private boolean isNamed(byte[] name, int start, int end) {
        int middle = start + name.length;
        return middle < end
                && text[middle] == MessageProperties.NAME_SEPARATOR
                && text[start] == name[0]
                && Arrays.equals(text, start, middle, name, 0, name.length);
    }

    private int endOfValue(int from, int length) {
        int end = from;
        while (end < length && text[end] != MessageProperties.VALUE_SEPARATOR) {
            end++;
        }
        return end;
    }

    private void addWords(int prefix, int from, int end) {
        int start = from;
        while (start < end) {
            int space = start;
            while (space < end && text[space] != ' ') {
                space++;
            }
            add(prefix, start, space);
            start = space + 1;
        }
    }

    private void add(int prefix, int from, int end) {
        if (from == end) {
            return;
        }
        if (count == hashes.length) {
            hashes = Arrays.copyOf(hashes, count * 2);
        }
        hashes[count++] = RecordKeys.slotHash(goOn(prefix, from, end));
    }

    /** Continues a string's hash over more of its characters. */
    private int goOn(int hash, int from, int end) {
        int result = hash;
        for (int i = from; i < end; i++) {
            if (text[i] < 0) {
                return goOnDecoded(hash, from, end);
            }
            result = 31 * result + text[i];
        }
        return result;
    }

    /** The hash is defined on UTF-16 characters. */
    private int goOnDecoded(int hash, int from, int end) {
        String decoded = new String(text, from, end - from, StandardCharsets.UTF_8);
        int result = hash;
        for (int i = 0; i < decoded.length(); i++) {
            result = 31 * result + decoded.charAt(i);
        }
        return result;
    }
}
