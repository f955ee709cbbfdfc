package io.mqspring.test.crash;

import io.mqspring.client.MqClient;
import io.mqspring.consumer.PullConsumer;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.MessageView;
import java.util.function.Consumer;

/** Reads a topic from its first message to its last, queue by queue. Stateless. */
public final class TopicReader {

    private TopicReader() {}

    /**
     * @param group that reads; its offsets stay as they are
     * @param visitor sees every message once
     */
    public static void readAll(MqClient client, String group, String topic, Consumer<MessageView> visitor) {
        try (PullConsumer pull = client.pullConsumer(group)) {
            for (MessageQueue queue : pull.queues(topic)) {
                long offset = pull.minOffset(queue);
                while (offset < pull.maxOffset(queue)) {
                    PullConsumer.Batch batch = pull.pull(queue, "*", offset, 32);
                    batch.messages().forEach(visitor);
                    offset = batch.nextOffset();
                }
            }
        }
    }
}
