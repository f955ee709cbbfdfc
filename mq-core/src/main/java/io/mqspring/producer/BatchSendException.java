package io.mqspring.producer;

import java.util.List;

/**
 * Some messages of a list could not be sent, or it is not known. {@link #outcomes} tells what became of each; what was stored
 * stays stored.
 */
public final class BatchSendException extends SendException {

    private static final long serialVersionUID = 1L;

    private final transient List<BatchOutcome> outcomes;

    BatchSendException(List<BatchOutcome> outcomes) {
        super(first(outcomes).kind(), text(outcomes), first(outcomes));
        this.outcomes = List.copyOf(outcomes);
    }

    /** What became of each message, in the order of the list that was sent. Not kept when the exception is serialised. */
    public List<BatchOutcome> outcomes() {
        return outcomes == null ? List.of() : outcomes;
    }

    /** A new one, whose stack shows the caller. */
    BatchSendException again() {
        return new BatchSendException(outcomes());
    }

    private static SendException first(List<BatchOutcome> outcomes) {
        return outcomes.stream()
                .flatMap(outcome -> outcome.failure().stream())
                .findFirst()
                .orElseThrow();
    }

    private static String text(List<BatchOutcome> outcomes) {
        long failed = outcomes.stream()
                .filter(outcome -> outcome.failure().isPresent())
                .count();
        return failed + " of " + outcomes.size()
                + " messages failed, the others are stored (outcomes() tells which). The first failure: "
                + first(outcomes).getMessage();
    }
}
