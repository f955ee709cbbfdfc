package io.mqspring.broker.transaction;

import io.mqspring.message.HostAddress;
import io.mqspring.message.MessageIds;
import io.mqspring.message.MessageProperties;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.RecordContent;
import io.mqspring.message.RecordFormat;
import io.mqspring.message.SysFlags;
import io.mqspring.message.TopicNames;
import io.mqspring.protocol.CheckTransactionRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A half message as it lies in the log, and the records that it may become. A half message that is written again gets a
 * new place; the offset of its first copy stays its identity. Immutable.
 */
public final class HalfMessage {

    /** Room that the properties of later copies need. */
    public static final int RESERVE = 96;

    private static final long MILLIS_PER_SECOND = 1000;

    private final MessageView view;

    private HalfMessage(MessageView view) {
        this.view = view;
    }

    /** The half message in a record; empty if the record is none. */
    public static Optional<HalfMessage> of(MessageView record) {
        return record.queue().topic().equals(TopicNames.HALF_TOPIC)
                ? Optional.of(new HalfMessage(record))
                : Optional.empty();
    }

    /**
     * The properties with which a message waits for its verdict.
     *
     * @param properties the message's own
     * @param topic where it goes in the end
     * @param queueId its queue there
     * @param uniqueId its unique id
     * @param producerGroup who is asked, unless the message says so itself
     */
    public static Map<String, String> prepare(
            Map<String, String> properties, String topic, int queueId, String uniqueId, String producerGroup) {
        Map<String, String> prepared = new LinkedHashMap<>(properties);
        // Marks of an earlier wait, which a copied message may bring along, would be taken for this one's.
        prepared.remove(PropertyNames.TRANSACTION_CHECK_TIMES);
        prepared.remove(PropertyNames.TRAN_PREPARED_QUEUE_OFFSET);
        prepared.putIfAbsent(PropertyNames.PGROUP, producerGroup);
        prepared.put(PropertyNames.TRANSACTION_ID, uniqueId);
        prepared.put(PropertyNames.REAL_TOPIC, topic);
        prepared.put(PropertyNames.REAL_QID, Integer.toString(queueId));
        return prepared;
    }

    /** Its offset in the half queue. */
    public long offset() {
        return view.offset();
    }

    /** Its position in the log. */
    public long physicalOffset() {
        return view.physicalOffset();
    }

    /** The producer group that sent it; empty if it does not say. */
    public String group() {
        return view.property(PropertyNames.PGROUP).orElse("");
    }

    /** Where it goes; null if it does not say. */
    public @Nullable String topic() {
        return view.propertyOrNull(PropertyNames.REAL_TOPIC);
    }

    /** Its queue there. */
    int queueId() {
        return (int) Math.max(0, number(PropertyNames.REAL_QID, 0));
    }

    /** The half queue offset of its first copy: its identity. */
    long first() {
        long first = number(PropertyNames.TRAN_PREPARED_QUEUE_OFFSET, offset());
        return first >= 0 && first < offset() ? first : offset();
    }

    /** How often its producers have been asked. */
    int checks() {
        return (int) Math.max(0, number(PropertyNames.TRANSACTION_CHECK_TIMES, 0));
    }

    /**
     * Whether a verdict that nobody asked for comes after the time that the message itself asked for: then the broker has
     * begun to ask, and only answers count.
     */
    public boolean isPastItsImmunity(long now, long timeout) {
        long immunity = immunity(timeout);
        return immunity != timeout && now - view.bornTimestamp() > immunity;
    }

    /** Whether it is old enough to be asked about. */
    boolean isDue(long now, long timeout) {
        // Of a first copy the broker's own clock tells the age. Later copies are stored long after they were born,
        // unless the producer's clock is ahead.
        long since =
                first() == offset() ? view.storeTimestamp() : Math.min(view.bornTimestamp(), view.storeTimestamp());
        return now - since >= immunity(timeout);
    }

    long storeTimestamp() {
        return view.storeTimestamp();
    }

    /** What goes to the real topic. */
    RecordContent committed(String topic, HostAddress storeHost) {
        Map<String, String> properties = new LinkedHashMap<>(view.properties());
        properties.remove(PropertyNames.REAL_TOPIC);
        properties.remove(PropertyNames.REAL_QID);
        int sysFlag = (view.sysFlag() & ~SysFlags.TRANSACTION_MASK) | SysFlags.TRANSACTION_COMMIT;
        return content(topic, queueId(), sysFlag, physicalOffset(), properties, storeHost);
    }

    /**
     * What goes to the end of the half queue.
     *
     * @param checks how often producers have been asked, this time included
     */
    RecordContent again(int checks, HostAddress storeHost) {
        Map<String, String> properties = new LinkedHashMap<>(view.properties());
        if (checks > 0) {
            properties.put(PropertyNames.TRANSACTION_CHECK_TIMES, Integer.toString(checks));
        }
        properties.put(PropertyNames.TRAN_PREPARED_QUEUE_OFFSET, Long.toString(first()));
        return content(TopicNames.HALF_TOPIC, 0, view.sysFlag(), 0, properties, storeHost);
    }

    /** What goes to the topic of those that are given up. */
    RecordContent givenUp(HostAddress storeHost) {
        return content(TopicNames.UNSETTLED_TOPIC, 0, view.sysFlag(), 0, view.properties(), storeHost);
    }

    /**
     * The question to a producer about a copy of this message, which it gets as it would be committed.
     *
     * @param copy what was appended
     * @param offset where, in the half queue
     * @param physicalOffset where, in the log
     */
    CheckTransactionRequest question(
            RecordContent copy, long offset, long physicalOffset, long storeTimestamp, String brokerName) {
        String topic = topic();
        String target = topic == null ? TopicNames.HALF_TOPIC : topic;
        RecordContent shown = new RecordContent(
                target,
                target.getBytes(StandardCharsets.UTF_8),
                queueId(),
                copy.flag(),
                copy.sysFlag(),
                copy.bornTimestamp(),
                copy.bornHost(),
                copy.storeHost(),
                copy.reconsumeTimes(),
                0,
                copy.body(),
                copy.bodyCrc(),
                copy.properties(),
                copy.tagsCode());
        ByteBuffer record = ByteBuffer.allocate(shown.encodedSize());
        RecordFormat.encode(shown, record, 0, offset, physicalOffset, storeTimestamp);
        return new CheckTransactionRequest(
                offset,
                physicalOffset,
                view.messageId(),
                view.messageId(),
                MessageIds.offsetId(copy.storeHost(), physicalOffset),
                TopicNames.HALF_TOPIC,
                brokerName,
                record);
    }

    @Override
    public String toString() {
        return "half message " + view.messageId() + " of group '" + group() + "' for topic '" + topic() + "'";
    }

    private RecordContent content(
            String topic,
            int queueId,
            int sysFlag,
            long prepared,
            Map<String, String> properties,
            HostAddress storeHost) {
        ByteBuffer body = ByteBuffer.wrap(view.storedBody());
        return new RecordContent(
                topic,
                topic.getBytes(StandardCharsets.UTF_8),
                queueId,
                view.flag(),
                sysFlag,
                view.bornTimestamp(),
                view.bornHost(),
                storeHost,
                view.reconsumeTimes(),
                prepared,
                body,
                RecordContent.crc(body),
                MessageProperties.encode(properties).getBytes(StandardCharsets.UTF_8),
                view.tag().map(RecordContent::tagsCode).orElse(0L));
    }

    private long immunity(long timeout) {
        long seconds = number(PropertyNames.CHECK_IMMUNITY_TIME_IN_SECONDS, -1);
        return seconds < 0 || seconds > Long.MAX_VALUE / MILLIS_PER_SECOND
                ? timeout
                : Math.max(timeout, seconds * MILLIS_PER_SECOND);
    }

    private long number(String name, long otherwise) {
        String text = view.propertyOrNull(name);
        try {
            return text == null ? otherwise : Long.parseLong(text.trim());
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }
}
