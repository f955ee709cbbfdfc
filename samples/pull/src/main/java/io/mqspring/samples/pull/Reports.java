package io.mqspring.samples.pull;

import io.mqspring.client.MqClient;
import io.mqspring.consumer.PollingConsumer;
import io.mqspring.consumer.PollingSettings;
import io.mqspring.consumer.PullConsumer;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.MessageView;
import io.mqspring.spring.support.MqMessageConverter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/** Adds orders up, queue by queue, from where it wants to. For one thread. */
@Component
class Reports {

    private static final int BATCH = 32;

    private final MqClient client;
    private final PullConsumer consumer;
    private final MqMessageConverter converter;

    /** What was found in a part of the topic. */
    record Report(int orders, int total) {

        Report plus(Order order) {
            return new Report(orders + 1, total + order.amount());
        }
    }

    Reports(MqClient client, MqMessageConverter converter) {
        this.client = client;
        this.consumer = client.pullConsumer("reports");
        this.converter = converter;
    }

    /** From where the last report ended, which the broker remembers, also over a restart. */
    Report next() {
        Report report = new Report(0, 0);
        for (MessageQueue queue : consumer.queues("orders")) {
            long offset = consumer.committed(queue).orElseGet(() -> consumer.minOffset(queue));
            PullConsumer.Batch batch;
            do {
                batch = consumer.pull(queue, "*", offset, BATCH);
                report = add(batch.messages(), report);
                offset = batch.nextOffset();
            } while (offset < batch.maxOffset());
            consumer.commit(queue, offset);
        }
        return report;
    }

    /** From a time, fetched ahead in the background. Nothing is committed: the next report is not concerned. */
    Report since(Instant time) {
        PollingSettings settings = PollingSettings.defaults().withoutAutoCommit();
        try (PollingConsumer replay =
                client.pollingConsumer("replays").settings(settings).start()) {
            List<MessageQueue> queues = replay.queues("orders");
            replay.assign(queues);
            replay.seek("orders", time);
            Report report = new Report(0, 0);
            while (queues.stream().anyMatch(queue -> replay.position(queue).orElse(0) < consumer.maxOffset(queue))) {
                report = add(replay.poll(Duration.ofSeconds(1)), report);
            }
            return report;
        }
    }

    private Report add(List<MessageView> messages, Report report) {
        Report sum = report;
        for (MessageView message : messages) {
            sum = sum.plus((Order) converter.fromMessage(message, Order.class));
        }
        return sum;
    }
}
