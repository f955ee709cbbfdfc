package io.mqspring.broker.handler.group;

import io.mqspring.broker.group.Subscription;
import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.broker.handler.Refusal;
import io.mqspring.protocol.CheckClientConfigRequest;
import io.mqspring.protocol.EmptyResponse;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.transport.RequestContext;
import java.util.concurrent.CompletableFuture;

/** Says whether an expression can be parsed, before a consumer starts with it. */
final class CheckClientConfigHandler implements CommandHandler<CheckClientConfigRequest, EmptyResponse> {

    @Override
    public CompletableFuture<EmptyResponse> handle(RequestContext context, CheckClientConfigRequest request) {
        String error = Subscription.of(request.subscription()).error();
        if (error != null) {
            throw Refusal.of(ResponseCode.SUBSCRIPTION_PARSE_FAILED, error);
        }
        return CompletableFuture.completedFuture(new EmptyResponse());
    }
}
