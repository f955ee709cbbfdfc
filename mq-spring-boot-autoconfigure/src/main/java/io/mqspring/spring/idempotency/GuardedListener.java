package io.mqspring.spring.idempotency;

import io.mqspring.spring.listener.MqListenerObserver;
import io.mqspring.spring.listener.adapter.CallMessage;
import java.time.Duration;

/**
 * A listener under guard.
 *
 * @param id unique name
 * @param group consumer group
 * @param expression finds the key
 * @param timeout after which a claim expires
 * @param ttl how long a key is remembered
 * @param observer told of duplicates
 */
record GuardedListener(
        String id,
        String group,
        KeyExpression expression,
        Duration timeout,
        Duration ttl,
        MqListenerObserver observer) {

    IdempotencyKey key(CallMessage message) {
        return new IdempotencyKey(group, id, expression.of(message));
    }
}
