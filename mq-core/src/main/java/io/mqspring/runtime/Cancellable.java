package io.mqspring.runtime;

/** A scheduled task that can be called off. Cancelling twice, or after the task ran, does nothing. Thread safe. */
@FunctionalInterface
public interface Cancellable {

    /** Prevents the task from running if it has not begun. */
    void cancel();
}
