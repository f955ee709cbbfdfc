package io.mqspring.spring.idempotency;

import io.mqspring.spring.listener.adapter.ListenerTarget;
import org.jspecify.annotations.Nullable;

/** Knows which listener methods have a transaction of their own. Asked while listeners are defined. */
@FunctionalInterface
public interface ListenerTransactions {

    /** No method has one. */
    ListenerTransactions NONE = target -> null;

    /**
     * The transaction that a method runs in, or null.
     *
     * @throws io.mqspring.spring.listener.MqListenerDefinitionException when its effect and a mark cannot be one
     */
    @Nullable
    TransactionBoundary of(ListenerTarget target);
}
