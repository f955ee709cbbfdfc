package io.mqspring.spring.listener.adapter;

import io.mqspring.consumer.ConsumeResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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

    /** Its messages as interceptors see them, made anew. */
    List<CallMessage> messages() {
        return deliveries.stream().map(CallMessage::of).toList();
    }

    /**
     * A call with some of its messages, whose answers are not yet answers to this one.
     *
     * @param all its messages
     * @param some these very objects
     */
    Batch part(List<CallMessage> all, List<CallMessage> some) {
        Batch part = new Batch();
        for (int i = 0; i < size(); i++) {
            CallMessage message = all.get(i);
            if (some.stream().anyMatch(each -> each == message)) {
                part.add(deliveries.get(i).in(part), rows.get(i));
            }
        }
        return part;
    }

    /** The answers for all messages, when they are there. */
    CompletionStage<List<ConsumeResult>> answers() {
        List<CompletableFuture<ConsumeResult>> answers = deliveries.stream()
                .map(each -> each.acknowledgement().answer().toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> answers.stream().map(CompletableFuture::join).toList());
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
