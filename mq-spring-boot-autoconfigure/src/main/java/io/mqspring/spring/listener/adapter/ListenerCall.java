package io.mqspring.spring.listener.adapter;

import io.mqspring.consumer.ConsumeResult;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A call of a listener method that is about to be made. Belongs to the worker that brings it. */
public interface ListenerCall {

    /** What the call is about: one message, or several when the method takes a list. */
    List<CallMessage> messages();

    /**
     * Makes the call, on this thread. Once at most.
     *
     * @param messages those to go on with, some of {@link #messages()} in their order, at least one
     * @return one result for each of them; what the method throws is in them
     */
    CompletionStage<List<ConsumeResult>> proceed(List<CallMessage> messages);
}
