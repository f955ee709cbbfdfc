package io.mqspring.spring.support;

/**
 * Header names of Spring messages and {@code @Header} parameters. A message's own properties appear under their own names
 * beside these.
 */
public final class MqHeaders {

    /** Common start of these names. */
    public static final String PREFIX = "mq_";

    /** Keys by which the message is found again: text, several separated by spaces; a {@code List} parameter gets them apart. */
    public static final String KEYS = PREFIX + "keys";

    /** The tag. */
    public static final String TAGS = PREFIX + "tags";

    /** The sharding key: what keeps order. */
    public static final String ORDERED_BY = PREFIX + "orderedBy";

    /** Unique id, the same over retries. Received only. */
    public static final String MESSAGE_ID = PREFIX + "messageId";

    /** The topic it was sent to, also for a retry. Received only. */
    public static final String TOPIC = PREFIX + "topic";

    /** Number of the queue it was read from. Received only. */
    public static final String QUEUE = PREFIX + "queue";

    /** Place in that queue. Received only. */
    public static final String OFFSET = PREFIX + "offset";

    /** 1 for the first delivery, 2 for the first retry. Received only. */
    public static final String ATTEMPT = PREFIX + "attempt";

    /** When the producer made it, milliseconds since the epoch. Received only. */
    public static final String BORN_TIMESTAMP = PREFIX + "bornTimestamp";

    /** When the broker stored this delivery, milliseconds since the epoch. Received only. */
    public static final String STORE_TIMESTAMP = PREFIX + "storeTimestamp";

    private MqHeaders() {}
}
