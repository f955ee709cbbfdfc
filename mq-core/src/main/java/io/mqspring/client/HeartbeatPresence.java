package io.mqspring.client;

import io.mqspring.producer.ClientPresence;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;

/** Brokers know this client by its heartbeats. */
record HeartbeatPresence(String clientId, Heartbeat heartbeat) implements ClientPresence {

    @Override
    public CompletableFuture<Void> introduce(Collection<String> addresses) {
        return heartbeat.introduce(addresses);
    }
}
