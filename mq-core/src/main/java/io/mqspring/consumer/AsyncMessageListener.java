package io.mqspring.consumer;

import io.mqspring.message.MessageView;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * User code that consumes messages and says later how it went. Called on workers. A message stays in flight, and counts
 * against the concurrency, until the stage completes.
 */
@FunctionalInterface
public interface AsyncMessageListener {

    /**
     * Begins to consume; a stage that fails means {@link ConsumeResult#retry(Throwable)}. One that takes too long is
     * cancelled, and what it says after that is ignored.
     */
    CompletionStage<ConsumeResult> consume(List<MessageView> messages);

    /** What the log calls it. */
    default String name() {
        return getClass().getName();
    }
}
