package io.mqspring.spring.listener.adapter;

import io.mqspring.consumer.ConsumeResult;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A call on its way through the interceptors. Belongs to the worker that brings it. */
final class InterceptedCall implements ListenerCall {

    /** The call itself, with the messages that the interceptors left. */
    @FunctionalInterface
    interface Invocation {

        CompletionStage<List<ConsumeResult>> invoke(List<CallMessage> messages);
    }

    private final List<CallInterceptor> rest;
    private final List<CallMessage> messages;
    private final Invocation invocation;

    private InterceptedCall(List<CallInterceptor> rest, List<CallMessage> messages, Invocation invocation) {
        this.rest = rest;
        this.messages = messages;
        this.invocation = invocation;
    }

    /** Takes messages through interceptors to the call. */
    static CompletionStage<List<ConsumeResult>> begin(
            List<CallInterceptor> interceptors, List<CallMessage> messages, Invocation invocation) {
        if (interceptors.isEmpty()) {
            return invocation.invoke(messages);
        }
        return interceptors
                .get(0)
                .intercept(new InterceptedCall(interceptors.subList(1, interceptors.size()), messages, invocation));
    }

    @Override
    public List<CallMessage> messages() {
        return messages;
    }

    @Override
    public CompletionStage<List<ConsumeResult>> proceed(List<CallMessage> those) {
        return begin(rest, those, invocation);
    }
}
