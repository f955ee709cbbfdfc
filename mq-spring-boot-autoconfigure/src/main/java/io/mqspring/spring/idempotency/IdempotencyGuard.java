package io.mqspring.spring.idempotency;

import io.mqspring.spring.listener.MqListenerDefinitionException;
import io.mqspring.spring.listener.MqListenerObserver;
import io.mqspring.spring.listener.adapter.CallInterceptor;
import io.mqspring.spring.listener.adapter.CallInterceptorFactory;
import io.mqspring.spring.listener.adapter.ListenerTarget;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.util.StringValueResolver;

/** Guards the listener methods that are {@link Idempotent}. Immutable. */
public final class IdempotencyGuard implements CallInterceptorFactory {

    private static final Logger log = LoggerFactory.getLogger(IdempotencyGuard.class);

    private final IdempotencySettings settings;
    private final IdempotencyStore store;
    private final ListenerTransactions transactions;
    private final MqListenerObserver observer;
    private final Claimants claimants;
    private final Executor workers;
    private final StringValueResolver placeholders;

    /**
     * @param store keeps the keys
     * @param transactions which methods have one
     * @param observer told of duplicates
     * @param instance names this instance among those that share the store
     * @param workers mark keys when results come later
     * @param placeholders for the annotation's attributes
     */
    public IdempotencyGuard(
            IdempotencySettings settings,
            IdempotencyStore store,
            ListenerTransactions transactions,
            MqListenerObserver observer,
            String instance,
            Executor workers,
            StringValueResolver placeholders) {
        this.settings = settings;
        this.store = store;
        this.transactions = transactions;
        this.observer = observer;
        this.claimants = new Claimants(instance);
        this.workers = workers;
        this.placeholders = placeholders;
    }

    @Override
    public @Nullable CallInterceptor interceptor(ListenerTarget target) {
        MergedAnnotation<Idempotent> annotation = MergedAnnotations.from(target.method(), SearchStrategy.TYPE_HIERARCHY)
                .get(Idempotent.class);
        if (!annotation.isPresent()) {
            return null;
        }
        GuardedListener listener = new GuardedListener(
                target.id(),
                target.group(),
                KeyExpression.of(text("key", annotation.getString("key"), target), target),
                settings.inProgressTimeout(),
                ttl(text("ttl", annotation.getString("ttl"), target), target),
                observer);
        TransactionBoundary transaction = transaction(target);
        log.info(
                "Idempotent: {} <- {} by {}, {}, remembered for {}",
                target.group(),
                target.id(),
                listener.expression(),
                transaction == null ? "claimed before and marked after the call" : "in the listener's transaction",
                listener.ttl());
        return transaction == null
                ? new ClaimingInterceptor(listener, store, claimants, workers)
                : new TransactionalInterceptor(listener, store, claimants, transaction);
    }

    private @Nullable TransactionBoundary transaction(ListenerTarget target) {
        TransactionBoundary transaction = store.transactional() ? transactions.of(target) : null;
        if (transaction != null && target.answersLater()) {
            log.warn(
                    "{} is @Transactional and @Idempotent, but is done with a message only after it has returned: its"
                            + " transaction ends before, so that a crash in between makes the effect happen again.",
                    target.description());
            return null;
        }
        return transaction;
    }

    private Duration ttl(String text, ListenerTarget target) {
        if (text.isEmpty()) {
            return settings.ttl();
        }
        try {
            Duration ttl = DurationFormatterUtils.detectAndParse(text, DurationFormat.Unit.MILLIS);
            if (!ttl.isNegative() && !ttl.isZero()) {
                return ttl;
            }
        } catch (IllegalArgumentException e) {
            throw refusedTtl(text, target, e);
        }
        throw refusedTtl(text, target, null);
    }

    private static MqListenerDefinitionException refusedTtl(
            String text, ListenerTarget target, @Nullable Throwable cause) {
        return new MqListenerDefinitionException(
                "The ttl of the @Idempotent on " + target.description() + " is '" + text
                        + "', which is not a duration longer than zero.",
                "Set it to a duration such as 12h, or leave it out for mq.idempotency.ttl.",
                cause);
    }

    private String text(String attribute, String value, ListenerTarget target) {
        try {
            String resolved = placeholders.resolveStringValue(value);
            return resolved == null ? "" : resolved.trim();
        } catch (IllegalArgumentException e) {
            throw new MqListenerDefinitionException(
                    "The attribute " + attribute + " of the @Idempotent on " + target.description() + " is '" + value
                            + "' and cannot be resolved: " + e.getMessage(),
                    "Define the property it refers to, or give it a default as in ${name:default}.",
                    e);
        }
    }
}
