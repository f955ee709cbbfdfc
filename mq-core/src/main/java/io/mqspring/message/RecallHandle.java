package io.mqspring.message;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What takes a timed message back, in Apache RocketMQ's form: {@code v1 topic broker time id} in URL-safe base64.
 *
 * @param topic where the message goes
 * @param brokerName where it waits
 * @param timestamp one more than the broker's fire time, milliseconds; official brokers fire by full seconds
 * @param messageId its unique id
 */
public record RecallHandle(String topic, String brokerName, long timestamp, String messageId) {

    private static final String VERSION = "v1";
    private static final int PARTS = 5;

    /** The text that is handed out. */
    public String encode() {
        String text = VERSION + ' ' + topic + ' ' + brokerName + ' ' + timestamp + ' ' + messageId;
        return Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads what {@link #encode} made, here or at an official broker.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static RecallHandle decode(String encoded) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8);
            String[] parts = text.split(" ", -1);
            if (parts.length == PARTS && parts[0].equals(VERSION) && !parts[4].isEmpty()) {
                return new RecallHandle(parts[1], parts[2], Long.parseLong(parts[3]), parts[4]);
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(complaint(encoded), e);
        }
        throw new IllegalArgumentException(complaint(encoded));
    }

    private static String complaint(String encoded) {
        return "'" + encoded + "' is no recall handle: pass on what the result of a timed send gave";
    }
}
