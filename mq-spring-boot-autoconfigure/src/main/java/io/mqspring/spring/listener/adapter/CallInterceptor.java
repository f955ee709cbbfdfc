package io.mqspring.spring.listener.adapter;

import io.mqspring.consumer.ConsumeResult;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Stands before a listener method whose arguments are there, and may answer for some or all messages instead of having the
 * method called. Immutable; called by many workers at once.
 */
@FunctionalInterface
public interface CallInterceptor {

    /**
     * Takes a call further, or answers it.
     *
     * @return one result per message of the call, in its order
     */
    CompletionStage<List<ConsumeResult>> intercept(ListenerCall call);
}
