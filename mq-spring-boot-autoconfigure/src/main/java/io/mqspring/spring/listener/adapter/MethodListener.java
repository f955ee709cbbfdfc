package io.mqspring.spring.listener.adapter;

import io.mqspring.consumer.AsyncMessageListener;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.message.MessageView;
import io.mqspring.spring.listener.BatchAware;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Sends each message through the stages. What a stage does not expect means: deliver again later. Thread safe. */
final class MethodListener implements AsyncMessageListener, BatchAware {

    private final Stage first;

    MethodListener(Stage first) {
        this.first = first;
    }

    @Override
    public boolean takesBatches() {
        return false;
    }

    @Override
    public CompletionStage<ConsumeResult> consume(List<MessageView> messages) {
        if (messages.size() != 1) {
            throw new IllegalArgumentException("a listener method takes one message, not " + messages.size());
        }
        try {
            return first.handle(new Delivery(messages.get(0)));
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(ConsumeResult.retry(e));
        }
    }
}
