package io.mqspring.producer;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;

/** Makes brokers know this client as a producer, so that they can bring it replies. Thread safe. */
public interface ClientPresence {

    /** What brokers know it by. */
    String clientId();

    /**
     * Tells brokers of this client unless they know it.
     *
     * @param addresses of masters
     * @return completes when they have heard of it, or could not be reached; never exceptionally
     */
    CompletableFuture<Void> introduce(Collection<String> addresses);
}
