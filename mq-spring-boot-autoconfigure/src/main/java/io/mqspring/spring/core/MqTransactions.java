package io.mqspring.spring.core;

import io.mqspring.message.Message;
import io.mqspring.message.MessageView;
import io.mqspring.message.TransactionVerdict;
import io.mqspring.producer.LocalTransaction;
import io.mqspring.producer.TransactionListener;
import io.mqspring.producer.TransactionProducer;
import io.mqspring.producer.TransactionResult;
import io.mqspring.spring.support.MqMessageConverter;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.ResolvableType;

/**
 * The transactions of an application by producer group. A producer is made when its group is first used, at the latest when
 * the application has started, so that the broker can ask about what a former run has left open. Thread safe.
 */
public final class MqTransactions {

    private final TransactionProducerSource source;
    private final MqMessageConverter converter;
    private final Supplier<Map<String, Supplier<MqLocalTransaction<?>>>> listeners;
    private final Map<String, Joined> joined = new ConcurrentHashMap<>();

    private record Joined(TransactionProducer producer, MqLocalTransaction<Object> listener, Class<?> payloadClass) {}

    /**
     * @param listeners by group; asked when a group is used, and its listener made then
     */
    public MqTransactions(
            TransactionProducerSource source,
            MqMessageConverter converter,
            Supplier<Map<String, Supplier<MqLocalTransaction<?>>>> listeners) {
        this.source = source;
        this.converter = converter;
        this.listeners = listeners;
    }

    /** Without any group. */
    static MqTransactions none(MqMessageConverter converter) {
        return new MqTransactions(
                (group, listener) -> {
                    throw new IllegalStateException("there are no transactions");
                },
                converter,
                Map::of);
    }

    /**
     * Checks that there is a listener for a group; makes nothing.
     *
     * @throws UnknownTransactionGroupException naming those that there are
     */
    public void require(String group) {
        if (!joined.containsKey(group) && !listeners.get().containsKey(group)) {
            throw new UnknownTransactionGroupException(group, listeners.get().keySet());
        }
    }

    /** Joins all groups: from now on this application answers for them. */
    public void joinAll() {
        listeners.get().keySet().forEach(this::joined);
    }

    TransactionResult send(String group, Message message, Object payload, @Nullable Object argument) {
        Joined use = joined(group);
        return use.producer().sendInTransaction(message, work(use, payload, argument));
    }

    CompletableFuture<TransactionResult> sendAsync(
            String group, Message message, Object payload, @Nullable Object argument) {
        Joined use = joined(group);
        return use.producer().sendInTransactionAsync(message, work(use, payload, argument));
    }

    private Joined joined(String group) {
        Joined known = joined.get(group);
        if (known != null) {
            return known;
        }
        require(group);
        Supplier<MqLocalTransaction<?>> maker = listeners.get().get(group);
        // Made outside the map's lock: a bean may need others, and they this.
        MqLocalTransaction<?> listener = maker == null ? null : maker.get();
        return joined.computeIfAbsent(group, name -> join(name, listener));
    }

    @SuppressWarnings("unchecked") // Justification: payloads are checked against the class before they are passed on.
    private Joined join(String group, @Nullable MqLocalTransaction<?> listener) {
        if (listener == null) {
            throw new UnknownTransactionGroupException(group, listeners.get().keySet());
        }
        ResolvableType payload = ResolvableType.forClass(AopUtils.getTargetClass(listener))
                .as(MqLocalTransaction.class)
                .getGeneric(0);
        MqLocalTransaction<Object> typed = (MqLocalTransaction<Object>) listener;
        return new Joined(
                source.create(group, new Answers(typed, payload.getType())), typed, payload.resolve(Object.class));
    }

    private static LocalTransaction work(Joined use, Object payload, @Nullable Object argument) {
        if (!use.payloadClass().isInstance(payload)) {
            throw new IllegalArgumentException("The transaction listener '"
                    + use.producer().group() + "' is for payloads of type "
                    + use.payloadClass().getName() + ", not "
                    + payload.getClass().getName() + ".");
        }
        return (message, id) ->
                use.listener().execute(payload, new MqTransaction(id, message.topic(), message.properties(), argument));
    }

    /** Passes the broker's questions on. */
    private final class Answers implements TransactionListener {

        private final MqLocalTransaction<Object> listener;
        private final Type payloadType;

        Answers(MqLocalTransaction<Object> listener, Type payloadType) {
            this.listener = listener;
            this.payloadType = payloadType;
        }

        @Override
        public TransactionVerdict execute(Message message, String transactionId) {
            throw new IllegalStateException("each send has work of its own");
        }

        @Override
        public TransactionVerdict check(MessageView half) {
            Object payload = converter.fromMessage(half, payloadType);
            return listener.check(payload, new MqTransaction(half.messageId(), half.topic(), half.properties(), null));
        }
    }
}
