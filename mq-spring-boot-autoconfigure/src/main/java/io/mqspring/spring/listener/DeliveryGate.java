package io.mqspring.spring.listener;

import io.mqspring.consumer.ConsumeResult;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Holds deliveries back until an application is ready. A consumer may be a member of its group before: then nothing that is
 * sent while the application starts is missed, and no listener is called too early. Thread safe.
 */
public final class DeliveryGate {

    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private final Executor workers;

    private DeliveryGate(Executor workers) {
        this.workers = workers;
    }

    /** A gate that is open. */
    public static DeliveryGate open() {
        DeliveryGate gate = new DeliveryGate(Runnable::run);
        gate.openNow();
        return gate;
    }

    /**
     * A gate that is closed.
     *
     * @param workers run what was held back
     */
    public static DeliveryGate closed(Executor workers) {
        return new DeliveryGate(workers);
    }

    /** Lets everything pass, from now on and for ever. */
    public void openNow() {
        opened.complete(null);
    }

    /** Whether deliveries pass. */
    public boolean isOpen() {
        return opened.isDone();
    }

    CompletionStage<ConsumeResult> pass(Supplier<CompletionStage<ConsumeResult>> delivery) {
        return opened.isDone() ? delivery.get() : opened.thenComposeAsync(ready -> delivery.get(), workers);
    }
}
