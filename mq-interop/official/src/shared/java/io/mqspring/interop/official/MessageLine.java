package io.mqspring.interop.official;

import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.apache.rocketmq.common.message.MessageConst;
import org.apache.rocketmq.common.message.MessageExt;

/**
 * A message as one line, tab between its parts: topic, queue, offset, log position, offset id, unique id, born time, store time,
 * reconsume times, flag, system flag, properties and body, the last two in Base64. Stateless.
 */
final class MessageLine {

    private MessageLine() {}

    static String of(MessageExt message) {
        Map<String, String> properties = new TreeMap<>(message.getProperties());
        // The client adds these on arrival.
        properties.remove(MessageConst.PROPERTY_MIN_OFFSET);
        properties.remove(MessageConst.PROPERTY_MAX_OFFSET);
        properties.remove(MessageConst.PROPERTY_CONSUME_START_TIMESTAMP);
        StringBuilder text = new StringBuilder();
        properties.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
        String unique = message.getProperty(MessageConst.PROPERTY_UNIQ_CLIENT_MESSAGE_ID_KEYIDX);
        String offsetId = message instanceof org.apache.rocketmq.common.message.MessageClientExt
                ? ((org.apache.rocketmq.common.message.MessageClientExt) message).getOffsetMsgId()
                : message.getMsgId();
        return String.join(
                "\t",
                message.getTopic(),
                Integer.toString(message.getQueueId()),
                Long.toString(message.getQueueOffset()),
                Long.toString(message.getCommitLogOffset()),
                String.valueOf(offsetId),
                String.valueOf(unique),
                Long.toString(message.getBornTimestamp()),
                Long.toString(message.getStoreTimestamp()),
                Integer.toString(message.getReconsumeTimes()),
                Integer.toString(message.getFlag()),
                Integer.toString(message.getSysFlag()),
                base64(text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                base64(message.getBody() == null ? new byte[0] : message.getBody()));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
