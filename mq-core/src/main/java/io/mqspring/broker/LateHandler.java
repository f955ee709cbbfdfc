package io.mqspring.broker;

import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.transport.RequestContext;
import io.mqspring.transport.RequestHandler;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a port serves from the moment it is bound: refuses until the broker, which must know its port first, is complete.
 * Thread safe.
 */
final class LateHandler implements RequestHandler {

    private volatile @Nullable RequestHandler target;

    void to(RequestHandler handler) {
        target = handler;
    }

    @Override
    public <R extends Response> CompletableFuture<R> handle(RequestContext context, Request<R> request) {
        RequestHandler handler = target;
        if (handler == null) {
            return CompletableFuture.failedFuture(
                    new CommandFailedException(ResponseCode.SERVICE_NOT_AVAILABLE, "the broker is starting"));
        }
        return handler.handle(context, request);
    }
}
