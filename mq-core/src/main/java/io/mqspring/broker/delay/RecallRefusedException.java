package io.mqspring.broker.delay;

import io.mqspring.store.AppendRefusal;

/** A recall could not be written down; the message is delivered, unless the log turns out to have the recall after all. */
public final class RecallRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final AppendRefusal refusal;

    RecallRefusedException(AppendRefusal refusal) {
        super("the recall could not be stored: " + refusal);
        this.refusal = refusal;
    }

    /** Why. */
    public AppendRefusal refusal() {
        return refusal;
    }
}
