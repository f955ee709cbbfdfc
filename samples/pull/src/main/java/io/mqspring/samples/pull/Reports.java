package io.mqspring.samples.pull;

import io.mqspring.client.MqClient;
import io.mqspring.consumer.PullConsumer;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.MessageView;
import io.mqspring.spring.support.MqMessageConverter;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Adds orders up, queue by queue, from where it wants to. For one thread. */
@Component
class Reports {

    private static final int BATCH = 32;

    private final PullConsumer consumer;
    private final MqMessageConverter converter;

    /** What was found in a part of the topic. */
    record Report(int orders, int total) {

        Report plus(Order order) {
            return new Report(orders + 1, total + order.amount());
        }
    }

    Reports(MqClient client, MqMessageConverter converter) {
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
                report = add(batch, report);
                offset = batch.nextOffset();
            } while (offset < batch.maxOffset());
            consumer.commit(queue, offset);
        }
        return report;
    }

    /** From a time. The group's offsets stay as they are. */
    Report since(Instant time) {
        Report report = new Report(0, 0);
        for (MessageQueue queue : consumer.queues("orders")) {
            long offset = consumer.offsetAt(queue, time);
            while (offset < consumer.maxOffset(queue)) {
                PullConsumer.Batch batch = consumer.pull(queue, "*", offset, BATCH);
                report = add(batch, report);
                offset = batch.nextOffset();
            }
        }
        return report;
    }

    private Report add(PullConsumer.Batch batch, Report report) {
        Report sum = report;
        for (MessageView message : batch.messages()) {
            sum = sum.plus((Order) converter.fromMessage(message, Order.class));
        }
        return sum;
    }
}
