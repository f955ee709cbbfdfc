package io.mqspring.broker.pop;

/**
 * What a consumer acknowledges a popped message by, in the text of Apache RocketMQ: eight parts with a space between.
 *
 * @param startOffset first offset of the pop in its queue
 * @param popTime when it was handed out
 * @param invisibleMillis for how long
 * @param reviveQueueId chosen by the broker
 * @param retry 0, or 1 for a message of the group's retry topic
 * @param offset of the message
 */
public record PopHandle(
        long startOffset,
        long popTime,
        long invisibleMillis,
        int reviveQueueId,
        String retry,
        String brokerName,
        int queueId,
        long offset) {

    private static final int PARTS = 8;

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException if the text is none
     */
    public static PopHandle parse(String text) {
        String[] parts = text.split(" ");
        if (parts.length < PARTS) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no handle of a popped message: it has " + PARTS + " parts with a space between");
        }
        try {
            return new PopHandle(
                    Long.parseLong(parts[0]),
                    Long.parseLong(parts[1]),
                    Long.parseLong(parts[2]),
                    Integer.parseInt(parts[3]),
                    parts[4],
                    parts[5],
                    Integer.parseInt(parts[6]),
                    Long.parseLong(parts[7]));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is no handle of a popped message", e);
        }
    }

    /** The text of the wire. */
    @Override
    public String toString() {
        return startOffset + " " + popTime + " " + invisibleMillis + " " + reviveQueueId + " " + retry + " "
                + brokerName + " " + queueId + " " + offset;
    }
}
