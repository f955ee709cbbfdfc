package io.mqspring.message;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;

/** The text forms of message ids. Stateless. */
public final class MessageIds {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final int POSITION_DIGITS = 16;

    private MessageIds() {}

    /** The broker's id of a record: host, port and log position in upper-case hex, 32 or 56 characters. */
    public static String offsetId(HostAddress storeHost, long physicalOffset) {
        ByteBuffer bytes = ByteBuffer.allocate(storeHost.length() + 8);
        storeHost.encodeTo(bytes, 0);
        bytes.putLong(storeHost.length(), physicalOffset);
        return HEX.formatHex(bytes.array());
    }

    /**
     * The ids of records that follow each other, with commas between, as the answer to a batch has them.
     *
     * @param sizes of all records but the last
     */
    public static String offsetIds(HostAddress storeHost, long physicalOffset, List<Integer> sizes) {
        String first = offsetId(storeHost, physicalOffset);
        if (sizes.isEmpty()) {
            return first;
        }
        String host = first.substring(0, first.length() - POSITION_DIGITS);
        StringBuilder ids = new StringBuilder((sizes.size() + 1) * (first.length() + 1)).append(first);
        long position = physicalOffset;
        for (int size : sizes) {
            position += size;
            ids.append(',').append(host).append(HEX.toHexDigits(position));
        }
        return ids.toString();
    }

    /**
     * The log position in an id made by {@link #offsetId}.
     *
     * @throws IllegalArgumentException if the text is no such id
     */
    public static long physicalOffset(String offsetId) {
        if (offsetId.length() != 32 && offsetId.length() != 56) {
            throw new IllegalArgumentException(
                    "'" + offsetId + "' is no offset message id: it has 32 or 56 hex digits");
        }
        return HexFormat.fromHexDigitsToLong(offsetId, offsetId.length() - POSITION_DIGITS, offsetId.length());
    }
}
