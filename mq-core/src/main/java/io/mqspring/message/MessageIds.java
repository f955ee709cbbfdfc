package io.mqspring.message;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** The text forms of message ids. Stateless. */
public final class MessageIds {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private MessageIds() {}

    /** The broker's id of a record: host, port and log position in upper-case hex, 32 or 56 characters. */
    public static String offsetId(HostAddress storeHost, long physicalOffset) {
        ByteBuffer bytes = ByteBuffer.allocate(storeHost.length() + 8);
        storeHost.encodeTo(bytes, 0);
        bytes.putLong(storeHost.length(), physicalOffset);
        return HEX.formatHex(bytes.array());
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
        return HexFormat.fromHexDigitsToLong(offsetId, offsetId.length() - 16, offsetId.length());
    }
}
