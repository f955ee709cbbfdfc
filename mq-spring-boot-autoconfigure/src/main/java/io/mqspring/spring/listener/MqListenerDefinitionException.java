package io.mqspring.spring.listener;

import org.jspecify.annotations.Nullable;

/** A listener is defined in a way that cannot work. Thrown while the context starts. */
public class MqListenerDefinitionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String action;

    /**
     * @param message what is wrong, naming the method
     * @param action what to change
     */
    public MqListenerDefinitionException(String message, String action) {
        this(message, action, null);
    }

    public MqListenerDefinitionException(String message, String action, @Nullable Throwable cause) {
        super(message, cause);
        this.action = action;
    }

    /** What to change. */
    public String action() {
        return action;
    }
}
