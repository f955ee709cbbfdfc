package io.mqspring.broker.handler;

import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.transport.RequestContext;
import java.util.concurrent.CompletableFuture;

/** Answers one kind of request. Thread safe; must not block. */
@FunctionalInterface
public interface CommandHandler<Q extends Request<R>, R extends Response> {

    /**
     * @return completes with the answer
     * @throws io.mqspring.protocol.CommandFailedException to refuse; a failed future does as well
     */
    CompletableFuture<R> handle(RequestContext context, Q request);
}
