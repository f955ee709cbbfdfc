package io.mqspring.store;

import io.mqspring.message.HostAddress;
import io.mqspring.message.MessageProperties;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.RecordContent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Records for tests. */
final class Records {

    private Records() {}

    static RecordContent record(String topic, int queueId, String id, byte[] body) {
        return RecordContent.of(
                topic,
                queueId,
                0,
                0,
                1,
                HostAddress.LOCAL,
                HostAddress.LOCAL,
                0,
                ByteBuffer.wrap(body),
                MessageProperties.encode(Map.of(PropertyNames.UNIQ_KEY, id)).getBytes(StandardCharsets.UTF_8),
                0);
    }
}
