package io.mqspring.test.simulation;

import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.runtime.Cancellable;
import java.util.concurrent.CompletableFuture;

/** A request on its way and who waits for the answer. Confined to the loop of the end that asked. */
final class Exchange<R extends Response> {

    final Request<R> request;
    final CompletableFuture<R> answer = new CompletableFuture<>();
    Cancellable timer = () -> {};

    Exchange(Request<R> request) {
        this.request = request;
    }
}
