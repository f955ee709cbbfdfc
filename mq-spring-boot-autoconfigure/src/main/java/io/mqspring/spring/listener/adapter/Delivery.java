package io.mqspring.spring.listener.adapter;

import io.mqspring.message.MessageView;
import org.jspecify.annotations.Nullable;

/** One message on its way through the stages. Belongs to the worker that brings it. */
final class Delivery {

    private final MessageView message;
    private final @Nullable Batch batch;
    private final PendingAcknowledgement acknowledgement = new PendingAcknowledgement();
    private @Nullable Object payload;

    Delivery(MessageView message) {
        this(message, null);
    }

    /**
     * @param batch the call that the message is to be part of; null: one of its own
     */
    Delivery(MessageView message, @Nullable Batch batch) {
        this.message = message;
        this.batch = batch;
    }

    MessageView message() {
        return message;
    }

    PendingAcknowledgement acknowledgement() {
        return acknowledgement;
    }

    /** The same message as part of another call, with an acknowledgement of its own. */
    Delivery in(Batch other) {
        Delivery same = new Delivery(message, other);
        same.payload = payload;
        return same;
    }

    Batch batch() {
        if (batch == null) {
            throw new IllegalStateException("the message is delivered alone");
        }
        return batch;
    }

    void payload(Object converted) {
        this.payload = converted;
    }

    @Nullable
    Object payloadOrNull() {
        return payload;
    }

    /** The converted payload: there when a parameter asks for it. */
    Object payload() {
        Object converted = payload;
        if (converted == null) {
            throw new IllegalStateException("the payload was not converted before it was asked for");
        }
        return converted;
    }
}
