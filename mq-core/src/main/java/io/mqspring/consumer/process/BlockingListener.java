package io.mqspring.consumer.process;

import io.mqspring.consumer.AsyncMessageListener;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.MessageListener;
import io.mqspring.message.MessageView;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A listener that answers by returning, as one that answers later. Thread safe if the listener is. */
public final class BlockingListener implements AsyncMessageListener {

    private final MessageListener listener;
    /** Nearly every answer: it need not be made anew for each message. */
    private final CompletionStage<ConsumeResult> success = CompletableFuture.completedFuture(ConsumeResult.success());

    public BlockingListener(MessageListener listener) {
        this.listener = listener;
    }

    @Override
    public String name() {
        return listener.getClass().getName();
    }

    @Override
    public CompletionStage<ConsumeResult> consume(List<MessageView> messages) {
        ConsumeResult result;
        try {
            result = listener.consume(messages);
        } catch (Exception e) {
            result = ConsumeResult.retry(e);
        }
        return result instanceof ConsumeResult.Success ? success : CompletableFuture.completedFuture(result);
    }
}
