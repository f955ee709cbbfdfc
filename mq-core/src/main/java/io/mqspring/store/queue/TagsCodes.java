package io.mqspring.store.queue;

import io.mqspring.message.MessageProperties;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.RecordContent;
import io.mqspring.message.RecordFormat;
import io.mqspring.message.TopicNames;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What the third field of an entry is: the hash of the tag, or the delivery time in the topic of delay levels, whose queues
 * are the levels. The same whether the entry is made with its record or rebuilt from it. Stateless.
 */
public final class TagsCodes {

    private TagsCodes() {}

    /** For a record about to be written. */
    public static long of(RecordContent content, long storeTimestamp) {
        return isSchedule(content.topic()) ? deliveryTime(content.queueId(), storeTimestamp) : content.tagsCode();
    }

    /** For a record in the log. */
    public static long of(String topic, ByteBuffer record, int at) {
        if (isSchedule(topic)) {
            return deliveryTime(RecordFormat.queueId(record, at), RecordFormat.storeTimestamp(record, at));
        }
        int length = RecordFormat.propertiesLength(record, at);
        if (length == 0) {
            return 0;
        }
        byte[] encoded = new byte[length];
        record.get(RecordFormat.propertiesPosition(record, at), encoded);
        String tag = MessageProperties.find(new String(encoded, StandardCharsets.UTF_8), PropertyNames.TAGS);
        return tag == null ? 0 : RecordContent.tagsCode(tag);
    }

    private static boolean isSchedule(String topic) {
        return topic.equals(TopicNames.SCHEDULE_TOPIC);
    }

    private static long deliveryTime(int queueId, long storeTimestamp) {
        return storeTimestamp + DelayLevels.millis(queueId + 1);
    }
}
