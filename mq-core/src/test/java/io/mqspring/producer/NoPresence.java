package io.mqspring.producer;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;

/** Of a client that makes no requests. */
record NoPresence() implements ClientPresence {

    @Override
    public String clientId() {
        return "me";
    }

    @Override
    public CompletableFuture<Void> introduce(Collection<String> addresses) {
        return CompletableFuture.completedFuture(null);
    }
}
