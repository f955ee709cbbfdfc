package io.mqspring.broker.pop;

import io.mqspring.broker.delay.DelayRules;
import io.mqspring.message.HostAddress;
import io.mqspring.message.MessageProperties;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.RecordBatch;
import io.mqspring.message.RecordContent;
import io.mqspring.message.RecordFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The records of messages that come again: as they are stored, and as they are handed out. Stateless. */
final class PopRecords {

    private PopRecords() {}

    /**
     * The copy of a message for the group's retry or dead-letter topic.
     *
     * @param topic where it goes, queue 0
     * @param popTime when it was popped
     * @param reconsumeTimes attempts that have failed
     * @param marked whether it gets the properties that tell of its way; without them it is no longer than it was
     */
    static RecordContent again(
            MessageView message,
            String topic,
            String group,
            long popTime,
            int reconsumeTimes,
            HostAddress storeHost,
            boolean marked) {
        Map<String, String> properties = new LinkedHashMap<>(message.properties());
        DelayRules.forgetDelays(properties);
        properties.remove(PropertyNames.TRAN_MSG);
        if (marked) {
            properties.putIfAbsent(PropertyNames.RETRY_TOPIC, message.queue().topic());
            properties.putIfAbsent(PropertyNames.ORIGIN_MESSAGE_ID, message.offsetMessageId());
            properties.putIfAbsent(PropertyNames.FIRST_POP_TIME, Long.toString(popTime));
            properties.put(PropertyNames.ORIGIN_GROUP, group);
        }
        return content(message, topic, 0, reconsumeTimes, storeHost, properties);
    }

    /**
     * A message of a retry topic as consumers get it: of its own topic, and with its whole handle. Null if the handle finds
     * no room: then consumers make it out from the record as it is.
     */
    static @Nullable RecordBatch restored(MessageView message, String topic, PopHandle handle, HostAddress storeHost) {
        Map<String, String> properties = new LinkedHashMap<>(message.properties());
        properties.put(PropertyNames.POP_CK, handle.toString());
        if (MessageProperties.encode(properties).getBytes(StandardCharsets.UTF_8).length
                > MessageProperties.MAX_BYTES) {
            return null;
        }
        RecordContent content =
                content(message, topic, message.queue().queueId(), message.reconsumeTimes(), storeHost, properties);
        ByteBuffer record = ByteBuffer.allocate(content.encodedSize());
        RecordFormat.encode(content, record, 0, message.offset(), message.physicalOffset(), message.storeTimestamp());
        return RecordBatch.ofHeap(record);
    }

    private static RecordContent content(
            MessageView message,
            String topic,
            int queueId,
            int reconsumeTimes,
            HostAddress storeHost,
            Map<String, String> properties) {
        return RecordContent.of(
                topic,
                queueId,
                message.flag(),
                message.sysFlag(),
                message.bornTimestamp(),
                message.bornHost(),
                storeHost,
                reconsumeTimes,
                ByteBuffer.wrap(message.storedBody()),
                MessageProperties.encode(properties).getBytes(StandardCharsets.UTF_8),
                message.tag().map(RecordContent::tagsCode).orElse(0L));
    }
}
