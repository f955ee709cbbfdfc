package io.mqspring.consumer;

import io.mqspring.message.MessageView;
import java.util.List;

/** User code that consumes messages. Called on workers, by many at once up to the subscription's concurrency; may block. */
@FunctionalInterface
public interface MessageListener {

    /**
     * Consumes messages, one unless the subscription asks for batches.
     *
     * @return what to do with them
     * @throws Exception to have them delivered again later, as {@link ConsumeResult#retry(Throwable)}
     */
    ConsumeResult consume(List<MessageView> messages) throws Exception;
}
