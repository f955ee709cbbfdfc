package io.mqspring.spring.listener.adapter;

import io.mqspring.consumer.ConsumeResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one call that have come through the stages, each with what it brings to the parameters. Belongs to the
 * worker that brings them; once the method was called, results may be given from anywhere.
 */
final class Batch {

    private final List<Delivery> deliveries = new ArrayList<>();
    private final List<@Nullable Object[]> rows = new ArrayList<>();

    /**
     * Adds a message.
     *
     * @param row its value for each parameter
     */
    void add(Delivery delivery, @Nullable Object[] row) {
        deliveries.add(delivery);
        rows.add(row);
    }

    int size() {
        return deliveries.size();
    }

    /** What the messages bring to a parameter. */
    List<@Nullable Object> values(int parameter) {
        List<@Nullable Object> values = new ArrayList<>(rows.size());
        rows.forEach(row -> values.add(row[parameter]));
        return values;
    }

    PendingAcknowledgement acknowledgement(int index) {
        return deliveries.get(index).acknowledgement();
    }

    /** Answers for each message that has no answer yet. */
    void answer(ConsumeResult result) {
        List<ConsumeResult> each = result instanceof ConsumeResult.PerMessage several ? several.results() : null;
        if (each != null && each.size() != size()) {
            answer(ConsumeResult.retry(new IllegalStateException(
                    "the listener returned " + each.size() + " results for " + size() + " messages")));
            return;
        }
        for (int i = 0; i < size(); i++) {
            acknowledgement(i).answer(each == null ? result : each.get(i));
        }
    }
}
