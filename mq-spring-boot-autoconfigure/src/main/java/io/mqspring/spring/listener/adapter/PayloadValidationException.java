package io.mqspring.spring.listener.adapter;

/** The payload breaks a constraint; its text goes into the dead letter. */
final class PayloadValidationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PayloadValidationException(String message) {
        super(message);
    }
}
