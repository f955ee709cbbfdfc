package io.mqspring.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer gets: a message with its id, place, times and attempt. It holds a copy of the encoded record on the heap
 * and decodes a part when it is asked for. Immutable and thread safe; the arrays it returns are copies.
 */
public final class MessageView {

    private final ByteBuffer record;
    private final String brokerName;
    private final String storedTopic;
    private final int failedInPlace;
    private @Nullable String propertyText;
    private @Nullable Map<String, String> properties;

    private MessageView(ByteBuffer record, String brokerName) {
        this.record = record;
        this.brokerName = brokerName;
        int at = RecordFormat.topicPosition(record, 0);
        this.storedTopic = new String(record.array(), at, RecordFormat.topicLength(record, 0), StandardCharsets.UTF_8);
        this.failedInPlace = 0;
    }

    private MessageView(MessageView failed) {
        this.record = failed.record;
        this.brokerName = failed.brokerName;
        this.storedTopic = failed.storedTopic;
        this.propertyText = failed.propertyText;
        this.properties = failed.properties;
        this.failedInPlace = failed.failedInPlace + 1;
    }

    /**
     * @param record one well-formed encoded record, not copied
     * @param brokerName the broker it came from
     */
    public static MessageView of(byte[] record, String brokerName) {
        return new MessageView(ByteBuffer.wrap(record), brokerName);
    }

    /** The topic it was sent to; for a retried message that of the first attempt. */
    public String topic() {
        if (TopicNames.isRetryTopic(storedTopic)) {
            return property(PropertyNames.RETRY_TOPIC).orElse(storedTopic);
        }
        return storedTopic;
    }

    /** The queue it was read from: for a retried message one of the retry topic. */
    public MessageQueue queue() {
        return new MessageQueue(storedTopic, brokerName, RecordFormat.queueId(record, 0));
    }

    /** Its place in {@link #queue()}. */
    public long offset() {
        return RecordFormat.queueOffset(record, 0);
    }

    /** Its position in the broker's log. */
    public long physicalOffset() {
        return RecordFormat.physicalOffset(record, 0);
    }

    /** The client's unique id if there is one, else {@link #offsetMessageId()}. Stays the same over retries. */
    public String messageId() {
        return property(PropertyNames.UNIQ_KEY).orElseGet(this::offsetMessageId);
    }

    /** The id made of the broker's address and the log position. */
    public String offsetMessageId() {
        return MessageIds.offsetId(RecordFormat.storeHost(record, 0), physicalOffset());
    }

    public Optional<String> tag() {
        return property(PropertyNames.TAGS);
    }

    public List<String> keys() {
        return property(PropertyNames.KEYS)
                .map(joined -> List.of(joined.split(" ")))
                .orElse(List.of());
    }

    /** One property. */
    public Optional<String> property(String name) {
        return Optional.ofNullable(propertyOrNull(name));
    }

    /** One property, or null. */
    public @Nullable String propertyOrNull(String name) {
        Map<String, String> decoded = properties;
        return decoded != null ? decoded.get(name) : MessageProperties.find(propertyText(), name);
    }

    /** All properties, unmodifiable. */
    public Map<String, String> properties() {
        Map<String, String> decoded = properties;
        if (decoded == null) {
            decoded = Collections.unmodifiableMap(MessageProperties.decode(propertyText()));
            properties = decoded;
        }
        return decoded;
    }

    /**
     * The body, decompressed: a new array for each call.
     *
     * @throws IllegalStateException if it is compressed in a way this application has no library for, or is damaged
     */
    public byte[] body() {
        byte[] stored = storedBody();
        int sysFlag = sysFlag();
        return (sysFlag & SysFlags.COMPRESSED) == 0 ? stored : BodyCompression.decompress(stored, sysFlag);
    }

    /** The body as stored, perhaps compressed: a new array for each call. */
    public byte[] storedBody() {
        byte[] body = new byte[RecordFormat.bodyLength(record, 0)];
        record.get(RecordFormat.bodyPosition(record, 0), body);
        return body;
    }

    /** Bits as in {@link SysFlags}. */
    public int sysFlag() {
        return RecordFormat.sysFlag(record, 0);
    }

    public int flag() {
        return RecordFormat.flag(record, 0);
    }

    /** When the producer made it, producer's clock, milliseconds since the epoch. */
    public long bornTimestamp() {
        return RecordFormat.bornTimestamp(record, 0);
    }

    public HostAddress bornHost() {
        return RecordFormat.bornHost(record, 0);
    }

    /** When the broker stored this attempt, broker's clock, milliseconds since the epoch. */
    public long storeTimestamp() {
        return RecordFormat.storeTimestamp(record, 0);
    }

    /** 1 for the first delivery, 2 for the first retry, and so on. */
    public int attempt() {
        return reconsumeTimes() + 1;
    }

    /**
     * Failed deliveries so far, to the group that reads it. What a dead letter carries is the count of the group that gave it up;
     * for who reads the dead-letter topic it is new. The former is told by the property {@code RECONSUME_TIME}.
     */
    public int reconsumeTimes() {
        return (TopicNames.isDeadLetterTopic(storedTopic) ? 0 : RecordFormat.reconsumeTimes(record, 0)) + failedInPlace;
    }

    /** The same message for its next attempt, when it is tried again without being stored again. */
    public MessageView nextAttempt() {
        return new MessageView(this);
    }

    /** The record itself, as a batch of one. */
    public RecordBatch toBatch() {
        return RecordBatch.ofHeap(record.duplicate());
    }

    /** The encoded record: a new array for each call. */
    public byte[] encoded() {
        return record.array().clone();
    }

    /** Bytes of the encoded record: what it costs to keep. */
    public int encodedSize() {
        return record.capacity();
    }

    @Override
    public String toString() {
        return "MessageView[" + queue() + "@" + offset() + ", id " + messageId() + ", attempt " + attempt() + "]";
    }

    private String propertyText() {
        String text = propertyText;
        if (text == null) {
            int at = RecordFormat.propertiesPosition(record, 0);
            text = new String(record.array(), at, RecordFormat.propertiesLength(record, 0), StandardCharsets.UTF_8);
            propertyText = text;
        }
        return text;
    }
}
